package io.farrier.window;

import io.farrier.hub.Refused;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.springframework.stereotype.Repository;

/** Until when hosts may be worked on, or why not and when next: thousands of them in a few questions to the database. */
@Repository
public class WindowsOf {

    private static final Duration SOON = Duration.ofDays(62);

    /** What opens once a year or more seldom is found only where nothing opens soon. */
    private static final Duration LATER = Duration.ofDays(5 * 366);

    private final Places places;
    private final Calendars calendars;
    private final Windows windows;
    private final Blackouts blackouts;

    WindowsOf(Places places, Calendars calendars, Windows windows, Blackouts blackouts) {
        this.places = places;
        this.calendars = calendars;
        this.windows = windows;
        this.blackouts = blackouts;
    }

    /** For a plan that names neither a window nor a calendar: only those of a host bind it. */
    public Map<Long, Permit> hosts(List<Long> hosts, Instant now) {
        return hosts(hosts, null, null, now);
    }

    /** By the database's clock, which all windows open and close by. */
    public Instant now() {
        return windows.now();
    }

    /**
     * For a plan.
     *
     * @param windowId that it names; null: none
     * @param calendarId that it names; null: none
     * @return one for each of the hosts
     */
    public Map<Long, Permit> hosts(Collection<Long> hosts, Long windowId, Long calendarId, Instant now) {
        Known known = known(windowId, calendarId, now);
        Map<Long, Place> stand = alike(places.of(hosts), known);
        Map<Place, Permit> permits = permits(known, new HashSet<>(stand.values()), now, SOON);
        Set<Place> never = new HashSet<>();
        permits.forEach((place, permit) -> {
            if (permit.until() == null && permit.next() == null) {
                never.add(place);
            }
        });
        permits.putAll(permits(known, never, now, LATER));
        Permit nobody = new Permit(null, null, "There is no such host.");
        Map<Long, Permit> found = new HashMap<>();
        hosts.forEach(host -> found.put(host, stand.containsKey(host) ? permits.get(stand.get(host)) : nobody));
        return found;
    }

    /**
     * What there is for a host, for people.
     *
     * @param may by these alone, without a plan's own window
     * @param calendars that bind it
     * @param overruled those of wider scopes, which do not
     * @param windows on top of them
     * @param blackouts that are for it, now or later
     */
    public record Explained(
            long hostId,
            String datacenter,
            String cluster,
            Permit may,
            List<Calendar> calendars,
            List<Calendar> overruled,
            List<Window> windows,
            List<Blackout> blackouts) {}

    /** @throws Refused where there is no such host */
    public Explained explain(long host) {
        Instant now = windows.now();
        Place place = places.of(List.of(host)).get(host);
        if (place == null) {
            throw Refused.unknown("There is no host " + host + ".");
        }
        Known known = known(null, null, now);
        List<Calendar> covering = known.calendars().stream()
                .filter(calendar -> calendar.scope().covers(place))
                .toList();
        Scope.Kind kind = covering.stream()
                .map(calendar -> calendar.scope().kind())
                .max(Scope.Kind::compareTo)
                .orElse(null);
        Predicate<Calendar> binds = calendar -> calendar.scope().kind() == kind;
        return new Explained(
                host,
                place.datacenter(),
                place.cluster(),
                hosts(List.of(host), now).get(host),
                covering.stream().filter(binds).toList(),
                covering.stream().filter(binds.negate()).toList(),
                known.windows().stream()
                        .filter(window -> window.scope().covers(place))
                        .toList(),
                known.blackouts().stream()
                        .filter(blackout ->
                                blackout.scope() == null || blackout.scope().covers(place))
                        .toList());
    }

    /** What the database says. @param calendarId that the plan names, windowId likewise */
    private record Known(
            List<Calendar> calendars, List<Window> windows, List<Blackout> blackouts, Long windowId, Long calendarId) {

        Stream<Scope> scopes() {
            return Stream.of(
                            calendars.stream().map(Calendar::scope),
                            windows.stream().map(Window::scope),
                            blackouts.stream().map(Blackout::scope))
                    .flatMap(scope -> scope)
                    .filter(scope -> scope != null);
        }
    }

    private Known known(Long windowId, Long calendarId, Instant now) {
        return new Known(
                calendars.scopedAnd(calendarId),
                windows.scopedAnd(windowId, now),
                blackouts.endingAfter(now),
                windowId,
                calendarId);
    }

    /** Hosts that no scope names one by one are alike where they stand alike: the rule is asked once for all of them. */
    private static Map<Long, Place> alike(Map<Long, Place> places, Known known) {
        Set<String> named = new HashSet<>();
        known.scopes().filter(scope -> scope.kind() == Scope.Kind.HOST).forEach(scope -> named.add(scope.name()));
        Map<Long, Place> alike = new HashMap<>();
        places.forEach((host, place) -> alike.put(host, named.contains(host.toString()) ? place : place.anybody()));
        return alike;
    }

    private Map<Place, Permit> permits(Known known, Set<Place> places, Instant now, Duration ahead) {
        Map<Place, Permit> permits = new HashMap<>();
        if (places.isEmpty()) {
            return permits;
        }
        Predicate<Scope> matters = scope -> scope != null && places.stream().anyMatch(scope::covers);
        Map<Long, Hours> hours = new HashMap<>();
        for (Calendar calendar : known.calendars()) {
            if (matters.test(calendar.scope()) || Long.valueOf(calendar.id()).equals(known.calendarId())) {
                hours.put(calendar.id(), of(calendar, now, ahead));
            }
        }
        MayWork rule = new MayWork(
                known.calendars().stream()
                        .filter(calendar -> matters.test(calendar.scope()))
                        .map(calendar -> hours.get(calendar.id()))
                        .toList(),
                known.windows().stream()
                        .filter(window -> window.calendarId() == null && matters.test(window.scope()))
                        .map(WindowsOf::of)
                        .toList(),
                known.blackouts().stream().map(WindowsOf::of).toList());
        Hours own = own(known, hours);
        places.forEach(place -> permits.put(place, rule.at(place, own, now)));
        return permits;
    }

    private static Hours own(Known known, Map<Long, Hours> hours) {
        if (known.calendarId() != null) {
            Hours calendar = hours.get(known.calendarId());
            return calendar != null ? calendar : new Hours("a calendar that was removed", null, List.of());
        }
        if (known.windowId() == null) {
            return null;
        }
        return known.windows().stream()
                .filter(window -> window.id() == known.windowId())
                .findFirst()
                .map(WindowsOf::of)
                .orElseGet(() -> new Hours("the window " + known.windowId() + ", which is over", null, List.of()));
    }

    private static Hours of(Calendar calendar, Instant now, Duration ahead) {
        return new Hours(
                "the calendar " + calendar.name(), calendar.scope(), Openings.between(calendar, now, now.plus(ahead)));
    }

    private static Hours of(Window window) {
        return new Hours("the window " + window.name(), window.scope(), List.of(window.span()));
    }

    private static Hours of(Blackout blackout) {
        return new Hours(
                "the blackout %s (%s)".formatted(blackout.name(), blackout.reason()),
                blackout.scope(),
                List.of(blackout.span()));
    }
}
