package io.farrier.answer;

import io.farrier.hub.Refused;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.List;
import org.springframework.security.web.util.matcher.IpAddressMatcher;

/**
 * Which addresses may be told: all that are public, and of those that are not (private, of this host, of its link, shared,
 * multicast) the ones that somebody has allowed. Else a subscription would be a way into the network of the BMCs.
 */
public final class Fence {

    private static final IpAddressMatcher SHARED = new IpAddressMatcher("100.64.0.0/10");
    private static final IpAddressMatcher THIS = new IpAddressMatcher("0.0.0.0/8");

    private final List<IpAddressMatcher> allowed;

    /** @throws Refused naming the property, for a range that is none */
    public Fence(List<String> allowed) {
        try {
            this.allowed = allowed.stream()
                    .filter(text -> !text.isBlank())
                    .map(String::strip)
                    .map(IpAddressMatcher::new)
                    .toList();
        } catch (IllegalArgumentException e) {
            throw Refused.invalid("The property farrier.answer.allowed is wrong: " + e.getMessage());
        }
    }

    public boolean lets(InetAddress address) {
        return !isInner(address) || allowed.stream().anyMatch(range -> range.matches(address.getHostAddress()));
    }

    private static boolean isInner(InetAddress address) {
        if (address.isAnyLocalAddress()
                || address.isLoopbackAddress()
                || address.isLinkLocalAddress()
                || address.isSiteLocalAddress()
                || address.isMulticastAddress()) {
            return true;
        }
        if (address instanceof Inet6Address) {
            byte[] bytes = address.getAddress();
            // fc00::/7, and what wraps an IPv4 address: NAT64, 6to4.
            return (bytes[0] & 0xfe) == 0xfc
                    || bytes[0] == 0x00 && bytes[1] == 0x64 && (bytes[2] & 0xff) == 0xff && (bytes[3] & 0xff) == 0x9b
                    || bytes[0] == 0x20 && bytes[1] == 0x02;
        }
        return SHARED.matches(address.getHostAddress()) || THIS.matches(address.getHostAddress());
    }
}
