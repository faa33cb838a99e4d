package io.farrier.transport;

/**
 * What an address says of itself to somebody who has not logged in (the Redfish service root).
 *
 * @param kind {@code server}, {@code chassis}, {@code other}: what kind of thing answers there; {@link #UNKNOWN} where the
 *     protocol tells that to nobody who has not logged in
 * @param serviceTag null where it does not say
 */
public record Identity(String kind, String vendor, String product, String version, String serviceTag, String managerMac)
        implements Answer {

    public static final String UNKNOWN = "unknown";
}
