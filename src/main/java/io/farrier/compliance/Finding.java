package io.farrier.compliance;

import java.time.Instant;
import java.util.List;

/**
 * What is known of one installed component: the verdict, and what decided it.
 *
 * @param inventoryId the device's own id of the entry
 * @param packageId {@code packages.id} of the package that decided; null where none did
 * @param available its version
 * @param criticality of the package: 1 recommended, 2 urgent, 3 optional; null where it has none
 * @param reason a sentence for an operator
 * @param baseline that it was judged by; null: none selects the host
 * @param counts false where the baseline leaves it out or a waiver lets it be
 * @param compliant whether it is as it should be; newer than a pin is not
 * @param score 0 to 100, see docs/compliance.md
 * @param advisories that it is exposed to; with a question mark where its version can't be compared
 * @param evidence what the reason rests on, for programs
 * @param evaluatedAt since when it is so
 */
public record Finding(
        long hostId,
        String inventoryId,
        String fqdd,
        String name,
        String componentId,
        String installed,
        Verdict verdict,
        Long packageId,
        String available,
        Integer criticality,
        String reason,
        String baseline,
        boolean counts,
        boolean compliant,
        int score,
        List<String> advisories,
        Evidence evidence,
        Instant evaluatedAt) {}
