package io.farrier.window;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a host may do, and when.
 *
 * <p>The calendars of the most specific scope that has any are those that bind a host (datacenter, cluster, host); several of
 * one scope add up. A window for a scope is time on top of them. What a plan names itself narrows that further; it alone decides
 * where no calendar binds the host. A blackout closes all of it.
 *
 * @param calendars that are for a scope
 * @param windows that are for a scope, and were set by people
 * @param blackouts of any scope
 */
record MayWork(List<Hours> calendars, List<Hours> windows, List<Hours> blackouts) {

    /**
     * Whether it may work now.
     *
     * @param own what the plan names: a window or a calendar; null: nothing
     */
    Permit at(Place host, Hours own, Instant now) {
        List<Hours> binding = binding(host);
        List<Hours> extra = windows.stream().filter(hours -> hours.covers(host)).toList();
        if (own == null && binding.isEmpty() && extra.isEmpty()) {
            return new Permit(
                    null, null, "No calendar is for this host, and the plan names neither a window nor a calendar.");
        }
        if (own != null && !own.covers(host)) {
            return new Permit(
                    null, null, "The plan works in %s, and this host is not in %s.".formatted(own.what(), own.scope()));
        }
        List<Span> theirs = own == null ? List.of(Span.ALWAYS) : own.spans();
        List<Span> hosts = binding.isEmpty() && own != null
                ? List.of(Span.ALWAYS)
                : union(Stream.concat(binding.stream(), extra.stream()).toList());
        List<Span> allowed = Spans.union(Spans.common(theirs, hosts));
        List<Hours> closing =
                blackouts.stream().filter(hours -> hours.covers(host)).toList();
        List<Span> open = Spans.without(allowed, union(closing));

        Optional<Span> current =
                open.stream().filter(span -> span.contains(now)).findFirst();
        if (current.isPresent()) {
            return new Permit(
                    current.get().closesAt(),
                    after(open, current.get().closesAt()),
                    "Open by %s until %s."
                            .formatted(
                                    names(deciding(own, binding, extra, now)),
                                    current.get().closesAt()));
        }
        Instant next = after(open, now);
        List<Hours> blackedOut = closing.stream().filter(hours -> hours.at(now)).toList();
        String why = blackedOut.isEmpty() ? closed(own, binding, extra, now) : "Closed by " + names(blackedOut);
        return new Permit(
                null, next, why + (next == null ? "; no opening is known." : "; the next is at " + next + "."));
    }

    private static Instant after(List<Span> open, Instant time) {
        return open.stream()
                .map(Span::opensAt)
                .filter(opens -> opens.isAfter(time))
                .findFirst()
                .orElse(null);
    }

    /** The calendars of the most specific scope that has any for this host. */
    List<Hours> binding(Place host) {
        List<Hours> all = calendars.stream().filter(hours -> hours.covers(host)).toList();
        Optional<Scope.Kind> kind =
                all.stream().map(hours -> hours.scope().kind()).max(Scope.Kind::compareTo);
        return all.stream()
                .filter(hours -> hours.scope().kind() == kind.orElseThrow())
                .toList();
    }

    /** Those by which it is open now. */
    private static List<Hours> deciding(Hours own, List<Hours> binding, List<Hours> extra, Instant now) {
        List<Hours> deciding = new ArrayList<>();
        if (own != null) {
            deciding.add(own);
        }
        Stream.concat(binding.stream(), extra.stream())
                .filter(hours -> hours.at(now) && !hours.equals(own))
                .forEach(deciding::add);
        return deciding;
    }

    private static String closed(Hours own, List<Hours> binding, List<Hours> extra, Instant now) {
        List<Hours> closed = new ArrayList<>();
        if (own != null && !own.at(now)) {
            closed.add(own);
        }
        List<Hours> hosts = Stream.concat(binding.stream(), extra.stream()).toList();
        if ((own == null || !binding.isEmpty()) && hosts.stream().noneMatch(hours -> hours.at(now))) {
            hosts.stream().filter(hours -> !hours.equals(own)).forEach(closed::add);
        }
        return "Closed now: " + names(closed);
    }

    private static List<Span> union(List<Hours> hours) {
        return Spans.union(hours.stream().flatMap(each -> each.spans().stream()).toList());
    }

    private static String names(List<Hours> hours) {
        return hours.stream().map(Hours::named).distinct().collect(Collectors.joining(", "));
    }
}
