package io.farrier.fleet;

import java.util.List;

/**
 * Which hosts a page shows; what is null holds for all.
 *
 * @param problem whether reading it failed the last time
 * @param ways transports of which one must have answered on the host and not be known to take no updates there
 */
public record Filter(String kind, String model, String serviceTag, Boolean problem, List<String> ways) {

    public static final Filter SERVERS = new Filter("server", null, null, null, null);
}
