package io.farrier.compliance;

/**
 * How a group of servers stands.
 *
 * @param name of the model, cluster, site …, or the tag's value; null: those that have none
 * @param compliant servers all of whose components that count are as they should be
 * @param notEvaluated servers of which no component has a verdict that counts; they are not compliant
 * @param exposed servers with a component that is certainly exposed to an advisory
 * @param score the mean of the hosts', as for the fleet
 */
public record GroupCompliance(String name, int hosts, int compliant, int notEvaluated, int exposed, int score) {}
