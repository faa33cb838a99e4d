package io.farrier.plan;

import com.fasterxml.jackson.annotation.JsonInclude;

/**
 * Where a host stands, as far as it is known: what work is spread over.
 *
 * @param cluster of vSphere, by its vCenter and id there, or as the tag {@code cluster} says
 * @param chassis that it shares with others, by the tag {@code chassis} or its service tag as the BMC tells it
 * @param mirror where its BMC fetches from, as the tag {@code mirror} says
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Place(String model, String cluster, String site, String rack, String chassis, String mirror) {

    public Place(String model, String cluster, String site, String rack, String chassis) {
        this(model, cluster, site, rack, chassis, null);
    }
}
