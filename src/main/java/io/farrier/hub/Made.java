package io.farrier.hub;

/**
 * The API made something: 201.
 *
 * @param location where it is from now on, under {@code /api/v1}
 */
public record Made(String location, Object shown) {}
