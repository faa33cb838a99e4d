package io.farrier.vcenter;

import java.net.URI;
import java.time.Instant;

/**
 * A vCenter that the hub knows.
 *
 * @param url {@code https://name} or {@code https://name:port}, with nothing behind it
 * @param version of its credential: a corrected one may be tried at once
 * @param refusedCertificate why the certificate that it shows now is not taken; null: it is, or none was seen
 * @param restsUntil nobody logs in before, since the password was refused
 */
public record Vcenter(
        long id,
        String name,
        String url,
        String username,
        long credentialId,
        int version,
        boolean enabled,
        String about,
        String refusedCertificate,
        Instant restsUntil,
        Instant syncedAt,
        String lastProblem,
        Instant lastProblemAt) {

    /** Its name on the network. */
    public String host() {
        return URI.create(url).getHost();
    }

    @Override
    public String toString() {
        return name + " (" + url + ")";
    }
}
