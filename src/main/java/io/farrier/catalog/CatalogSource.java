package io.farrier.catalog;

import java.time.Instant;

/**
 * Where catalogs come from, as somebody has configured it.
 *
 * @param kind catalog: one file; index: a CatalogIndex, which lists many; directory: a folder of packages
 * @param address http, https or file; of a directory a file address that ends with a slash
 * @param schedule a Quartz cron expression, in UTC; null: synced on demand only
 * @param enabled whether its schedule holds
 * @param choice which catalogs of an index; null for the other kinds
 * @param packageRoot where its packages are; null: at the top of its server, or in the folder of its file
 * @param nextAt when its schedule wants it next; null where it has none
 * @param lastSync the latest one's state, running, completed, unchanged or refused; null: there was none yet
 */
public record CatalogSource(
        long id,
        String name,
        String kind,
        String address,
        String schedule,
        boolean enabled,
        Choice choice,
        String packageRoot,
        Instant nextAt,
        String lastSync,
        String createdBy,
        Instant createdAt) {

    static final String CATALOG = "catalog";
    static final String INDEX = "index";
    static final String DIRECTORY = "directory";
}
