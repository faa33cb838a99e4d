package io.farrier.window;

import java.util.Set;

/**
 * Where a host stands, as far as scopes ask.
 *
 * @param host null where no scope names this host: then all hosts of its cluster are alike
 * @param datacenter null: not known
 * @param cluster null: in none
 * @param also what else people call these: by the name that its vCenter shows, where {@code cluster} is
 *     {@code https://vc/domain-c8}, and by its tag
 */
record Place(Long host, String datacenter, String cluster, Set<Scope> also) {

    /** As one of many that are alike. */
    Place anybody() {
        return new Place(null, datacenter, cluster, also);
    }
}
