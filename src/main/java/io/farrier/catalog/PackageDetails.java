package io.farrier.catalog;

import java.util.List;

/**
 * All that a catalog says of one package.
 *
 * @param source of its catalog, and that catalog's state: current or superseded
 * @param systems four upper-case hex digits each; empty: it is offered to none
 */
public record PackageDetails(
        SoftwarePackage shown,
        String source,
        String catalogState,
        List<String> systems,
        List<Rollback> rollbacks,
        List<Dependency> dependencies) {}
