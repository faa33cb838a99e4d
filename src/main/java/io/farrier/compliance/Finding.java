package io.farrier.compliance;

import java.time.Instant;

/**
 * What is known of one installed component: the verdict, and what decided it.
 *
 * @param inventoryId the device's own id of the entry
 * @param packageId {@code packages.id} of the package that decided; null where none did
 * @param available its version
 * @param criticality of the package: 1 recommended, 2 urgent, 3 optional; null where it has none
 * @param reason a sentence for an operator
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
        Instant evaluatedAt) {}
