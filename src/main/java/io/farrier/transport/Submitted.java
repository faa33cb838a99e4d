package io.farrier.transport;

/** The device took the package and has a job for it. */
public record Submitted(String jid) implements Answer {}
