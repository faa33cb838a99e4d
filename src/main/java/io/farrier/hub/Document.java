package io.farrier.hub;

/**
 * The API answers with something that is no JSON: 200.
 *
 * @param contentType "text/csv; charset=UTF-8"
 */
public record Document(String contentType, String text) {}
