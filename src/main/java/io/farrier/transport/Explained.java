package io.farrier.transport;

/**
 * What a message id means, in the words of the device's own registry.
 *
 * @param severity OK, Warning or Critical, as the registry (DMTF DSP0266, MessageRegistry) has it; null where it is silent
 * @param resolution what the vendor advises; null where nothing
 */
public record Explained(String id, String message, String severity, String resolution) implements Answer {}
