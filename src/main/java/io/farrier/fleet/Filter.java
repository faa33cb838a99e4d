package io.farrier.fleet;

import java.util.List;

/**
 * Which hosts a page shows; what is null holds for all.
 *
 * @param problem whether reading it failed the last time
 * @param exposedTo an advisory or a CVE of which a component of theirs is, or may be, concerned
 * @param counted only servers that are counted ({@code counted_servers})
 * @param ways transports of which one must have answered on the host and not be known to take no updates there
 */
public record Filter(
        String kind,
        String model,
        String serviceTag,
        Boolean problem,
        List<String> ways,
        String exposedTo,
        boolean counted) {

    /** Those that count: no retired ones, and each machine once. */
    public static final Filter SERVERS = new Filter("server", null, null, null, null, null, true);

    Filter(String kind, String model, String serviceTag, Boolean problem, List<String> ways) {
        this(kind, model, serviceTag, problem, ways, null, false);
    }
}
