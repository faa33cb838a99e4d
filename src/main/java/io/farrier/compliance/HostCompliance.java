package io.farrier.compliance;

import java.util.Map;

/**
 * How one host stands.
 *
 * @param verdict the worst of its components
 * @param components how many of its components that count have which verdict
 * @param compliant whether all of its components that count are; false where it was never evaluated
 * @param criticality of its most pressing outdated component: urgent (2), recommended (1), optional (3); null: none
 * @param score of its worst component, 0 to 100; null: it was never evaluated
 */
public record HostCompliance(
        long hostId,
        Verdict verdict,
        boolean compliant,
        Map<Verdict, Integer> components,
        Integer criticality,
        Integer score) {}
