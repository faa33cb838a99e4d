package io.farrier.fleet;

import io.farrier.hub.Refused;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;

/**
 * Addresses from first to last, both included.
 *
 * @param bytes 4 or 16: the family
 * @param text as it was given
 */
record Span(BigInteger first, BigInteger last, int bytes, String text) {

    private static final String OCTET = "(25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)";

    /** @throws Refused for what is no CIDR ("10.0.0.0/24"), range ("10.0.0.5-10.0.0.20") or address */
    static Span parse(String given) {
        String text = given == null ? "" : given.strip();
        int dash = text.indexOf('-');
        int slash = text.indexOf('/');
        if (dash > 0) {
            byte[] first = bytes(text.substring(0, dash).strip(), text);
            byte[] last = bytes(text.substring(dash + 1).strip(), text);
            Span span = new Span(new BigInteger(1, first), new BigInteger(1, last), first.length, text);
            if (first.length != last.length || span.first().compareTo(span.last()) > 0) {
                throw Refused.invalid("The range %s does not go from a lower to a higher address.".formatted(text));
            }
            return span;
        }
        if (slash > 0) {
            return cidr(text, slash);
        }
        byte[] one = bytes(text, text);
        return new Span(new BigInteger(1, one), new BigInteger(1, one), one.length, text);
    }

    private static Span cidr(String text, int slash) {
        byte[] base = bytes(text.substring(0, slash), text);
        String length = text.substring(slash + 1);
        int bits = base.length * 8;
        if (!length.matches("\\d{1,3}") || Integer.parseInt(length) > bits) {
            throw Refused.invalid("%s is no CIDR: after the slash comes a number from 0 to %d.".formatted(text, bits));
        }
        BigInteger size = BigInteger.ONE.shiftLeft(bits - Integer.parseInt(length));
        BigInteger first = new BigInteger(1, base);
        if (first.mod(size).signum() != 0) {
            throw Refused.invalid("%s is no CIDR: its address has bits set behind the prefix; did you mean %s/%s?"
                    .formatted(text, address(first.subtract(first.mod(size)), base.length), length));
        }
        return new Span(first, first.add(size).subtract(BigInteger.ONE), base.length, text);
    }

    /** Literal addresses only: a name would be looked up. No leading zeros, which some read as octal. */
    private static byte[] bytes(String address, String whole) {
        boolean four = address.matches("(" + OCTET + "\\.){3}" + OCTET);
        boolean six = address.contains(":") && address.matches("[0-9A-Fa-f:.]{2,45}");
        try {
            if (four || six) {
                return InetAddress.getByName(address).getAddress();
            }
        } catch (UnknownHostException e) {
            // Said below.
        }
        throw Refused.invalid(
                "%s is no address, no range and no CIDR: write 10.0.0.7, 10.0.0.5-10.0.0.20 or 10.0.0.0/24."
                        .formatted(whole.isEmpty() ? "An empty text" : whole));
    }

    private static String address(BigInteger number, int bytes) {
        byte[] all = new byte[bytes];
        byte[] raw = number.toByteArray();
        int take = Math.min(bytes, raw.length);
        System.arraycopy(raw, raw.length - take, all, bytes - take, take);
        try {
            return InetAddress.getByAddress(all).getHostAddress();
        } catch (UnknownHostException e) {
            throw new IllegalStateException("an address has 4 or 16 bytes, not " + bytes, e);
        }
    }

    BigInteger size() {
        return last.subtract(first).add(BigInteger.ONE);
    }

    /** The n-th address, from 0. */
    String address(BigInteger n) {
        return address(first.add(n), bytes);
    }

    String lowest() {
        return address(first, bytes);
    }

    String highest() {
        return address(last, bytes);
    }

    boolean overlaps(Span other) {
        return bytes == other.bytes && first.compareTo(other.last) <= 0 && other.first.compareTo(last) <= 0;
    }

    boolean within(Span other) {
        return bytes == other.bytes && first.compareTo(other.first) >= 0 && last.compareTo(other.last) <= 0;
    }

    /** What is left of these addresses without those of the other: none, one or two spans, in order. */
    List<Span> without(Span other) {
        if (!overlaps(other)) {
            return List.of(this);
        }
        List<Span> left = new ArrayList<>();
        if (first.compareTo(other.first) < 0) {
            left.add(new Span(first, other.first.subtract(BigInteger.ONE), bytes, text));
        }
        if (last.compareTo(other.last) > 0) {
            left.add(new Span(other.last.add(BigInteger.ONE), last, bytes, text));
        }
        return left;
    }
}
