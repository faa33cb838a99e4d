package io.farrier.compliance;

import java.util.Map;

/**
 * How the fleet stands.
 *
 * @param hosts how many hosts have which verdict, the worst of their components
 * @param components how many components have which verdict
 * @param notEvaluated servers of which no component has a verdict; they are not compliant
 * @param compliant servers all of whose components that count are as they should be
 * @param score the mean of the hosts', a host that was never evaluated counting as one that is unknown; null: no servers
 */
public record FleetCompliance(
        Map<Verdict, Integer> hosts,
        Map<Verdict, Integer> components,
        int notEvaluated,
        int compliant,
        Integer score) {}
