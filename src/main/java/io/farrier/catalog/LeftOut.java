package io.farrier.catalog;

/** A file that a sync passed over, and why: a sentence. */
public record LeftOut(String file, String reason) {}
