package io.farrier.compliance;

import java.util.Map;

/**
 * How the fleet stands.
 *
 * @param hosts how many hosts have which verdict, the worst of their components
 * @param components how many components have which verdict
 * @param notEvaluated servers of which no component has a verdict; they are not compliant
 */
public record FleetCompliance(Map<Verdict, Integer> hosts, Map<Verdict, Integer> components, int notEvaluated) {}
