package io.farrier.catalog;

/**
 * What must be on the server before a package, as {@code Dependency} and {@code SoftDependency} say. No recorded catalog
 * has one; the attributes are those that Dell's own parser reads (DCMUpdatePackageInformation).
 *
 * @param hard true: Dependency, false: SoftDependency
 * @param prerequisite the identifier of the package that must go first; null where absent
 * @param componentId and the least version of what must be there; null where absent
 */
public record Dependency(boolean hard, String prerequisite, String componentId, String version) {}
