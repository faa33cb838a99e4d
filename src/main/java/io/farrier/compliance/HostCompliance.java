package io.farrier.compliance;

import java.util.Map;

/**
 * How one host stands.
 *
 * @param verdict the worst of its components
 * @param components how many of its components have which verdict
 * @param criticality of its most pressing outdated component: urgent (2), recommended (1), optional (3); null: none
 */
public record HostCompliance(long hostId, Verdict verdict, Map<Verdict, Integer> components, Integer criticality) {}
