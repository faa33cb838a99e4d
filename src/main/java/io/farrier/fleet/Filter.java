package io.farrier.fleet;

/**
 * Which hosts a page shows; what is null holds for all.
 *
 * @param problem whether reading it failed the last time
 * @param updatableBy a transport that must have answered on the host and not be known to take no updates there
 * @param updatableByOtherThan any transport but this one must have
 * @param exposedTo an advisory or a CVE of which a component of theirs is, or may be, concerned
 * @param counted only servers that are counted ({@code counted_servers})
 */
public record Filter(
        String kind,
        String model,
        String serviceTag,
        Boolean problem,
        String updatableBy,
        String updatableByOtherThan,
        String exposedTo,
        boolean counted) {

    /** Those that count: no retired ones, and each machine once. */
    public static final Filter SERVERS = new Filter("server", null, null, null, null, null, null, true);

    public Filter(
            String kind,
            String model,
            String serviceTag,
            Boolean problem,
            String updatableBy,
            String updatableByOtherThan) {
        this(kind, model, serviceTag, problem, updatableBy, updatableByOtherThan, null, false);
    }
}
