package io.farrier.transport;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Which transports an operation may take, in which order, and why: the one rule that the router and the run ask. Pure.
 *
 * @param ways those that may be taken, best first; empty where none can do it
 * @param out those that may not
 */
public record Ranking(List<Way> ways, List<Way> out) {

    /**
     * One transport with the reason for its place.
     *
     * @param score from 0 to 1, see {@link Health#score}
     */
    public record Way(String transport, double score, String why) {}

    /** Below this a way comes after all that are healthier. */
    static final double HEALTHY = 0.5;

    /** A device that did not know an operation is asked again after so long: its firmware may be another by then. */
    static final Duration FORGET = Duration.ofHours(24);

    private record Judged(Candidate candidate, double score, boolean fit, String why) {}

    public static Ranking of(Operation operation, List<Candidate> candidates, Instant now) {
        List<Judged> judged = candidates.stream()
                .sorted(Comparator.comparingInt(Candidate::place).thenComparing(Candidate::transport))
                .map(candidate -> judge(operation, candidate, now))
                .toList();
        List<Judged> fit = judged.stream()
                .filter(Judged::fit)
                // Those that rest come last, the one that rests shortest first: better than to ask nobody.
                .sorted(Comparator.comparing(
                                (Judged j) -> j.candidate().health().rests(now))
                        .thenComparing(j -> j.candidate().health().rests(now)
                                ? j.candidate().health().restsUntil()
                                : Instant.EPOCH)
                        .thenComparing(j -> j.score() < HEALTHY))
                .toList();
        return new Ranking(
                fit.stream().map(Ranking::way).toList(),
                judged.stream().filter(j -> !j.fit()).map(Ranking::way).toList());
    }

    private static Way way(Judged judged) {
        return new Way(judged.candidate().transport(), judged.score(), judged.why());
    }

    private static Judged judge(Operation operation, Candidate c, Instant now) {
        double score = c.health().score(c.kind(), now);
        if (!c.started()) {
            return new Judged(c, score, false, "no started route " + c.transport() + "." + operation.word());
        }
        if (!c.allowed()) {
            return new Judged(c, score, false, "not allowed by policy");
        }
        if (Boolean.FALSE.equals(c.supported()) && now.isBefore(c.observedAt().plus(FORGET))) {
            return new Judged(c, score, false, "the device does not know it, seen " + c.observedAt());
        }
        if (operation.writes() && !Boolean.TRUE.equals(c.supported()) && !c.answers()) {
            return new Judged(c, score, false, "it has never answered on this host");
        }
        if (c.health().rests(now)) {
            return new Judged(
                    c,
                    score,
                    true,
                    "failed %d times in a row and rests until %s"
                            .formatted(c.health().failures(), c.health().restsUntil()));
        }
        String place = "number %d of the chain, score %.2f".formatted(c.place() + 1, score);
        return new Judged(c, score, true, score < HEALTHY ? place + ", demoted by its health" : place);
    }

    /**
     * The same, for who was asked to wait: whoever is busy is asked again, and nobody else is troubled with it.
     *
     * @param transport that asked for it; null: none has
     */
    public Ranking staying(String transport) {
        Optional<Way> asked =
                ways.stream().filter(way -> way.transport().equals(transport)).findFirst();
        if (asked.isEmpty()) {
            return this;
        }
        Way first = new Way(transport, asked.get().score(), "it asked to wait, and is asked again");
        Stream<Way> others = ways.stream().filter(way -> !way.transport().equals(transport));
        return new Ranking(Stream.concat(Stream.of(first), others).toList(), out);
    }

    /** "redfish: number 1 of the chain, score 1.00", and of the others why not. */
    public String sentence() {
        if (ways.isEmpty()) {
            return "no transport can do it: " + words(out);
        }
        Way first = ways.getFirst();
        return "%s: %s".formatted(first.transport(), first.why());
    }

    private static String words(List<Way> ways) {
        return String.join(
                "; ",
                ways.stream()
                        .map(way -> "%s (%s)".formatted(way.transport(), way.why()))
                        .map(text -> text.toLowerCase(Locale.ROOT))
                        .toList());
    }
}
