package io.farrier.catalog;

/** Asks for the file of a package, {@code packages.id}, to be brought into the hub's store. */
public record Fetch(long packageId) {}
