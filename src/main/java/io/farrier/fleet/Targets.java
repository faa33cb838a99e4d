package io.farrier.fleet;

import io.farrier.hub.Refused;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The addresses of a sweep: CIDRs, ranges and single addresses. They are counted, never spelled out: the n-th address is
 * worked out when it is probed, so the state of a sweep is one number.
 */
public final class Targets {

    /** From first to last, both included. */
    record Span(BigInteger first, BigInteger last, int bytes, String text) {

        BigInteger size() {
            return last.subtract(first).add(BigInteger.ONE);
        }

        boolean overlaps(Span other) {
            return bytes == other.bytes && first.compareTo(other.last) <= 0 && other.first.compareTo(last) <= 0;
        }

        boolean within(Span other) {
            return bytes == other.bytes && first.compareTo(other.first) >= 0 && last.compareTo(other.last) <= 0;
        }
    }

    private final List<Span> spans;

    private Targets(List<Span> spans) {
        this.spans = spans;
    }

    /**
     * @param texts "10.0.0.0/24", "10.0.1.5-10.0.1.20", "10.0.2.7"
     * @param allowed the ranges that this hub may sweep at all
     * @param limit how many addresses one sweep may cover
     * @throws Refused for the first thing that is wrong, with what to change
     */
    public static Targets parse(List<String> texts, List<String> allowed, int limit) {
        if (texts == null || texts.isEmpty()) {
            throw Refused.invalid(
                    "A sweep needs targets: CIDRs, ranges or addresses. None were given, so nothing is swept.");
        }
        List<Span> spans = texts.stream().map(Targets::span).toList();
        List<Span> fences = allowed.stream().map(Targets::span).toList();
        for (Span span : spans) {
            if (fences.stream().noneMatch(span::within)) {
                throw Refused.invalid(
                        "%s lies outside the ranges that this hub may sweep (%s): widen farrier.sweep.allowed, or sweep less."
                                .formatted(span.text(), String.join(", ", allowed)));
            }
        }
        List<Span> sorted = new ArrayList<>(spans);
        sorted.sort(Comparator.comparing(Span::bytes).thenComparing(Span::first));
        for (int i = 1; i < sorted.size(); i++) {
            if (sorted.get(i).overlaps(sorted.get(i - 1))) {
                throw Refused.invalid("%s and %s overlap: give each address once."
                        .formatted(sorted.get(i - 1).text(), sorted.get(i).text()));
            }
        }
        BigInteger size = spans.stream().map(Span::size).reduce(BigInteger.ZERO, BigInteger::add);
        if (size.compareTo(BigInteger.valueOf(limit)) > 0) {
            throw Refused.invalid(
                    "These targets are %s addresses; one sweep covers at most %d: split it, or raise farrier.sweep.limit."
                            .formatted(size, limit));
        }
        return new Targets(spans);
    }

    public int size() {
        return spans.stream()
                .map(Span::size)
                .reduce(BigInteger.ZERO, BigInteger::add)
                .intValueExact();
    }

    /** The n-th address, from 0. */
    public String address(int n) {
        BigInteger place = BigInteger.valueOf(n);
        for (Span span : spans) {
            if (place.compareTo(span.size()) < 0) {
                return text(span.first().add(place), span.bytes());
            }
            place = place.subtract(span.size());
        }
        throw new IndexOutOfBoundsException("There is no address " + n + " of " + size());
    }

    private static Span span(String text) {
        String trimmed = text == null ? "" : text.strip();
        int dash = trimmed.indexOf('-');
        int slash = trimmed.indexOf('/');
        if (dash > 0) {
            byte[] first = bytes(trimmed.substring(0, dash).strip(), trimmed);
            byte[] last = bytes(trimmed.substring(dash + 1).strip(), trimmed);
            Span span = new Span(new BigInteger(1, first), new BigInteger(1, last), first.length, trimmed);
            if (first.length != last.length || span.first().compareTo(span.last()) > 0) {
                throw Refused.invalid("The range %s does not go from a lower to a higher address.".formatted(trimmed));
            }
            return span;
        }
        if (slash > 0) {
            return cidr(trimmed, slash);
        }
        byte[] one = bytes(trimmed, trimmed);
        return new Span(new BigInteger(1, one), new BigInteger(1, one), one.length, trimmed);
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
                    .formatted(text, text(first.subtract(first.mod(size)), base.length), length));
        }
        return new Span(first, first.add(size).subtract(BigInteger.ONE), base.length, text);
    }

    /** Literal addresses only: a name would be looked up. */
    private static byte[] bytes(String address, String whole) {
        boolean four = address.matches("((25[0-5]|2[0-4]\\d|1?\\d?\\d)\\.){3}(25[0-5]|2[0-4]\\d|1?\\d?\\d)");
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
                        .formatted(whole.isEmpty() ? "An empty target" : whole));
    }

    private static String text(BigInteger number, int bytes) {
        byte[] all = new byte[bytes];
        byte[] raw = number.toByteArray();
        int take = Math.min(bytes, raw.length);
        System.arraycopy(raw, raw.length - take, all, bytes - take, take);
        try {
            return InetAddress.getByAddress(all).getHostAddress();
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e);
        }
    }
}
