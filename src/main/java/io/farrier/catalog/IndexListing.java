package io.farrier.catalog;

import java.util.List;

/**
 * What an index of catalogs lists, for those who choose.
 *
 * @param source the configured source
 */
public record IndexListing(long source, String address, List<Group> groups) {

    /**
     * @param type and name: the words that a choice is made with
     * @param chosen whether the source chooses it now
     * @param versions in the index's order
     */
    public record Group(String type, String name, boolean chosen, List<Version> versions) {}

    /**
     * @param latest whether the index calls it its newest
     * @param readable false for a cabinet, which is not read here
     */
    public record Version(String id, String version, String path, String before, boolean latest, boolean readable) {}

    static IndexListing of(CatalogSource source, CatalogIndex index) {
        return new IndexListing(
                source.id(),
                source.address(),
                index.groups().stream()
                        .map(group -> new Group(
                                group.type(),
                                group.name(),
                                source.choice() != null && source.choice().means(group),
                                group.versions().stream()
                                        .map(version -> new Version(
                                                version.id(),
                                                version.version(),
                                                version.path(),
                                                version.predecessor(),
                                                version.id().equals(group.latest()),
                                                version.readable()))
                                        .toList()))
                        .toList());
    }
}
