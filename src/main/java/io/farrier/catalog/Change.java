package io.farrier.catalog;

/**
 * How a package of one catalog stands to another catalog.
 *
 * @param change new, gone or changed: another version for the same, or the same file with another content
 * @param fromId in the other catalog, {@code packages.id}; null for a new one
 * @param toId in this catalog; null for one that is gone
 */
public record Change(
        String change,
        String name,
        String componentType,
        String packageType,
        Integer criticality,
        Long fromId,
        String fromVersion,
        String fromFile,
        Long toId,
        String toVersion,
        String toFile) {}
