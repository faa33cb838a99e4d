package io.farrier.trigger;

import java.math.BigInteger;
import java.time.Instant;
import java.util.Comparator;

/**
 * Where a message stands among those about the same thing, by its own word: never by when it came. Its number in the sender's
 * sequence counts first (CloudEvents extension {@code sequence}), then its time; of two that are equal in both the digest of
 * what they say decides, so that everybody decides alike.
 *
 * @param sequence null: the sender counts none
 */
public record Stamp(BigInteger sequence, Instant time, String digest) implements Comparable<Stamp> {

    private static final Comparator<Stamp> ORDER = Comparator.comparing(
                    Stamp::sequence, Comparator.nullsFirst(Comparator.naturalOrder()))
            .thenComparing(Stamp::time, Comparator.nullsFirst(Comparator.naturalOrder()))
            .thenComparing(Stamp::digest);

    @Override
    public int compareTo(Stamp other) {
        return ORDER.compare(this, other);
    }
}
