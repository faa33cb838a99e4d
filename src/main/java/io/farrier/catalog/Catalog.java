package io.farrier.catalog;

import java.time.Instant;

/**
 * A catalog that was synced.
 *
 * @param state loading, current or superseded; one of each source is current
 * @param bytes of the file as it was downloaded
 * @param packages how many; null while it is loading
 * @param withdrawnBy who made another one current in its place; null where nobody did
 */
public record Catalog(
        long id,
        String source,
        String state,
        String releaseId,
        String version,
        Instant dateTime,
        String baseLocation,
        String sha256,
        Long bytes,
        Integer packages,
        String etag,
        String lastModified,
        Instant syncedAt,
        String withdrawnBy) {

    /** The source of what came in a bundle is this word and then where the hub that made the bundle had it from. */
    public static final String BUNDLE = "bundle:";

    /** The source of what people have uploaded here. */
    public static final String UPLOADS = "uploads";

    /** Whether it was brought here in a bundle, so that its source can't be asked. */
    public boolean bundled() {
        return source.startsWith(BUNDLE);
    }

    /** As people call it: its version, or its release where a customer's export has no version. */
    public String title() {
        return version != null ? version : releaseId != null ? releaseId : "without a version";
    }
}
