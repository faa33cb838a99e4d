package io.farrier.fleet;

import io.farrier.hub.Refused;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The addresses of a sweep: CIDRs, ranges and single addresses, without those that are excluded. They are counted, never
 * spelled out: the n-th address is worked out when it is probed, so the state of a sweep is one number.
 */
public final class Targets {

    /** So many texts in one list at most: more of them are written shorter as ranges. */
    static final int LONGEST = 4096;

    /**
     * What one sweep may cover.
     *
     * @param allowed the ranges that this hub may sweep at all
     * @param limit how many addresses
     */
    record Fence(List<Span> allowed, int limit) {

        /** @throws Refused naming the property, for a range that is none */
        static Fence of(List<String> allowed, int limit) {
            try {
                return new Fence(allowed.stream().map(Span::parse).toList(), limit);
            } catch (Refused e) {
                throw Refused.invalid("The property farrier.sweep.allowed is wrong. " + e.getMessage());
            }
        }

        @Override
        public String toString() {
            return String.join(", ", allowed.stream().map(Span::text).toList());
        }
    }

    private final List<Span> spans;
    private final int size;

    private Targets(List<Span> spans, int size) {
        this.spans = spans;
        this.size = size;
    }

    /**
     * @param texts "10.0.0.0/24", "10.0.1.5-10.0.1.20", "10.0.2.7"
     * @param excluded the same; they need not lie within the targets, so that one list serves every sweep
     * @throws Refused for the first thing that is wrong, with what to change
     */
    static Targets parse(List<String> texts, List<String> excluded, Fence fence) {
        if (texts == null || texts.isEmpty()) {
            throw Refused.invalid(
                    "A sweep needs targets: CIDRs, ranges or addresses. None were given, so nothing is swept.");
        }
        List<Span> spans = spans(texts);
        List<Span> without = spans(excluded == null ? List.of() : excluded);
        for (Span span : spans) {
            if (fence.allowed().stream().noneMatch(span::within)) {
                throw Refused.invalid(
                        "%s lies outside the ranges that this hub may sweep (%s): widen farrier.sweep.allowed, or sweep less."
                                .formatted(span.text(), fence));
            }
        }
        refuseOverlap(spans);
        for (Span hole : without) {
            spans = spans.stream().flatMap(span -> span.without(hole).stream()).toList();
        }
        BigInteger size = spans.stream().map(Span::size).reduce(BigInteger.ZERO, BigInteger::add);
        if (size.signum() == 0) {
            throw Refused.invalid("All targets are excluded, so there is nothing to sweep: exclude less.");
        }
        if (size.compareTo(BigInteger.valueOf(fence.limit())) > 0) {
            throw Refused.invalid(
                    "These targets are %s addresses; one sweep covers at most %d: split it, or raise farrier.sweep.limit."
                            .formatted(size, fence.limit()));
        }
        return new Targets(spans, size.intValueExact());
    }

    private static List<Span> spans(List<String> texts) {
        if (texts.size() > LONGEST) {
            throw Refused.invalid(
                    "A list of %d targets is too long, %d is the most: write neighbours as ranges or CIDRs."
                            .formatted(texts.size(), LONGEST));
        }
        return texts.stream().map(Span::parse).toList();
    }

    private static void refuseOverlap(List<Span> spans) {
        List<Span> sorted = new ArrayList<>(spans);
        sorted.sort(Comparator.comparing(Span::bytes).thenComparing(Span::first));
        for (int i = 1; i < sorted.size(); i++) {
            if (sorted.get(i).overlaps(sorted.get(i - 1))) {
                throw Refused.invalid("%s and %s overlap: give each address once."
                        .formatted(sorted.get(i - 1).text(), sorted.get(i).text()));
            }
        }
    }

    public int size() {
        return size;
    }

    /** The n-th address, from 0. */
    public String address(int n) {
        BigInteger place = BigInteger.valueOf(n);
        for (Span span : spans) {
            if (n >= 0 && place.compareTo(span.size()) < 0) {
                return span.address(place);
            }
            place = place.subtract(span.size());
        }
        throw new IndexOutOfBoundsException("There is no address " + n + " of " + size);
    }
}
