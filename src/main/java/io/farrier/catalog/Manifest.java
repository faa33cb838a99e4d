package io.farrier.catalog;

import java.time.Instant;

/**
 * What a catalog says about itself, in the attributes of its root element.
 *
 * @param version "17.07.01"; null in catalogs that a customer exported
 * @param baseLocation where the vendor keeps the packages, "downloads.dell.com"; null when empty
 */
public record Manifest(String releaseId, String version, Instant dateTime, String baseLocation) {}
