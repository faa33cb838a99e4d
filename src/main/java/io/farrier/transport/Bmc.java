package io.farrier.transport;

/**
 * A management controller that is spoken to.
 *
 * @param hostId {@code hosts.id}; 0 while a sweep only knocks at an address
 * @param address an IP address, in text
 * @param port of HTTPS
 */
public record Bmc(long hostId, String address, int port) {

    /** As it stands in a URL: {@code https://10.0.0.7} or {@code https://127.20.0.7:8443}. */
    public String url() {
        String host = address.contains(":") ? "[" + address + "]" : address;
        return "https://" + host + (port == 443 ? "" : ":" + port);
    }

    @Override
    public String toString() {
        return port == 443 ? address : address + ":" + port;
    }
}
