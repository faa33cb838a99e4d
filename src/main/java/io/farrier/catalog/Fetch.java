package io.farrier.catalog;

public record Fetch(long packageId) {}
