package io.farrier.transport;

/**
 * What an address says of itself to somebody who has not logged in (the Redfish service root).
 *
 * @param kind {@code server}, {@code chassis}, {@code other}: what kind of thing answers there
 * @param serviceTag null where it does not say
 */
public record Identity(String kind, String vendor, String product, String version, String serviceTag, String managerMac)
        implements Answer {}
