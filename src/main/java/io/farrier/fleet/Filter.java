package io.farrier.fleet;

/**
 * Which hosts a page shows; what is null holds for all.
 *
 * @param problem whether reading it failed the last time
 * @param updatableBy a transport that must have answered on the host and not be known to take no updates there
 * @param updatableByOtherThan any transport but this one must have
 */
public record Filter(
        String kind,
        String model,
        String serviceTag,
        Boolean problem,
        String updatableBy,
        String updatableByOtherThan) {

    public static final Filter SERVERS = new Filter("server", null, null, null, null, null);
}
