package io.farrier.files;

import java.time.Instant;

/**
 * A firmware file that this hub has.
 *
 * @param state stored or quarantined
 * @param source where it came from
 * @param quarantined why it must not be used; null where it may
 * @param quarantinedBy who said so; null: the hub, which found that it is not what was promised
 * @param pinned why it is kept whatever the retention says; null where it is not
 * @param neededBy the first thing that needs it, in words; null: nothing does
 */
public record StoredFile(
        String sha256,
        String md5,
        long size,
        String fileName,
        String state,
        String source,
        Instant storedAt,
        String quarantined,
        String quarantinedBy,
        Instant quarantinedAt,
        String pinned,
        String pinnedBy,
        String neededBy) {}
