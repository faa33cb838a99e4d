package io.farrier.catalog;

/**
 * A package's file in the hub's store, verified against the catalog.
 *
 * @param sha256 of its content, 64 lower-case hex digits; also its name in the store
 * @param size in bytes
 * @param fileName the package's own, as devices want to see it
 */
public record Artifact(String sha256, long size, String fileName) {}
