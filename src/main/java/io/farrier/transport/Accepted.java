package io.farrier.transport;

/** The device took the order. That it was carried out must be read back. */
public record Accepted() implements Answer {}
