package io.farrier.window;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/** Sets of instants, as lists of spans. What comes out is ordered and disjoint; so must be what goes into all but union. */
final class Spans {

    private static final Comparator<Span> BY_OPENING = Comparator.comparing(Span::opensAt);

    private Spans() {}

    /** What is in any of them; those that touch become one. */
    static List<Span> union(Collection<Span> spans) {
        return joined(spans, true);
    }

    /** As union, but those that only touch stay apart. */
    static List<Span> overlapsJoined(Collection<Span> spans) {
        return joined(spans, false);
    }

    private static List<Span> joined(Collection<Span> spans, boolean touching) {
        List<Span> joined = new ArrayList<>();
        for (Span span : spans.stream().sorted(BY_OPENING).toList()) {
            Span last = joined.isEmpty() ? null : joined.getLast();
            boolean apart = last == null
                    || span.opensAt().isAfter(last.closesAt())
                    || !touching && span.opensAt().equals(last.closesAt());
            if (apart) {
                joined.add(span);
            } else if (span.closesAt().isAfter(last.closesAt())) {
                joined.set(joined.size() - 1, new Span(last.opensAt(), span.closesAt()));
            }
        }
        return joined;
    }

    /** What is in both. */
    static List<Span> common(List<Span> some, List<Span> others) {
        List<Span> common = new ArrayList<>();
        int i = 0;
        int j = 0;
        while (i < some.size() && j < others.size()) {
            Span one = some.get(i);
            Span other = others.get(j);
            Instant opens = one.opensAt().isAfter(other.opensAt()) ? one.opensAt() : other.opensAt();
            boolean oneEndsFirst = one.closesAt().isBefore(other.closesAt());
            Instant closes = oneEndsFirst ? one.closesAt() : other.closesAt();
            if (closes.isAfter(opens)) {
                common.add(new Span(opens, closes));
            }
            if (oneEndsFirst) {
                i++;
            } else {
                j++;
            }
        }
        return common;
    }

    /** What is in the first and not in the second. */
    static List<Span> without(List<Span> some, List<Span> cuts) {
        List<Span> gaps = new ArrayList<>();
        Instant from = Instant.MIN;
        for (Span cut : cuts) {
            if (cut.opensAt().isAfter(from)) {
                gaps.add(new Span(from, cut.opensAt()));
            }
            from = cut.closesAt();
        }
        gaps.add(new Span(from, Instant.MAX));
        return common(some, gaps);
    }
}
