package io.farrier.ome;

import java.time.Instant;
import java.util.Map;

/**
 * An OpenManage Enterprise that the hub knows.
 *
 * @param url {@code https://name} or {@code https://name:port}, with nothing behind it
 * @param version of its credential: a corrected one may be tried at once
 * @param groupTags by the name of a tag, the group whose child groups are its values: {"site": "Sites"}
 * @param refusedCertificate why the certificate that it shows now is not taken; null: it is, or none was seen
 * @param restsUntil nobody logs in before, since the password was refused
 */
public record Ome(
        long id,
        String name,
        String url,
        String username,
        long credentialId,
        int version,
        boolean enabled,
        Map<String, String> groupTags,
        String refusedCertificate,
        Instant restsUntil,
        Instant syncedAt,
        String lastProblem,
        Instant lastProblemAt) {

    @Override
    public String toString() {
        return name + " (" + url + ")";
    }
}
