package io.farrier.answer;

import io.farrier.hub.Refused;
import java.net.URI;
import java.net.URISyntaxException;

/**
 * Where syslog is received.
 *
 * @param way udp (RFC 5426), tcp (RFC 6587), tls (RFC 5425)
 */
public record Receiving(String way, String host, int port) {

    /** @throws Refused where it is none */
    public static Receiving of(String address) {
        String wrong =
                "The address of syslog is udp://host:514, tcp://host:601 or tls://host:6514, and nothing behind it.";
        try {
            URI uri = new URI(address.strip());
            String way = String.valueOf(uri.getScheme());
            int usual =
                    switch (way) {
                        case "udp" -> 514;
                        case "tcp" -> 601;
                        case "tls" -> 6514;
                        default -> throw Refused.invalid(wrong);
                    };
            boolean bare = uri.getRawPath() == null
                    || uri.getRawPath().isEmpty() && uri.getRawQuery() == null && uri.getRawFragment() == null;
            if (uri.getHost() == null || uri.getUserInfo() != null || !bare || uri.getPort() > 65535) {
                throw Refused.invalid(wrong);
            }
            return new Receiving(way, uri.getHost(), uri.getPort() < 0 ? usual : uri.getPort());
        } catch (URISyntaxException e) {
            throw Refused.invalid(wrong);
        }
    }

    @Override
    public String toString() {
        return way + "://" + host + ":" + port;
    }
}
