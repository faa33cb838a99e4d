package io.farrier.plan;

import io.farrier.compliance.VersionOrder;
import io.farrier.hub.Refused;
import io.farrier.run.Estimate;
import io.farrier.run.Promise;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * In which order the components of one host are updated, and which share a restart. The table is data
 * ({@code config/order.yaml}); this is how it is applied.
 */
public final class UpdateOrder {

    /**
     * A line of the table. The first line that fits counts.
     *
     * @param component a component id; null: any
     * @param fqdd how the FQDD begins; null: any
     * @param rank lower goes first
     * @param direct installed at once, never restarts the host
     * @param alone shares its restart with nothing
     * @param bmc the BMC's own firmware
     * @param minutes how long it takes on a real device, its restart not counted
     */
    public record Line(
            String component, String fqdd, int rank, boolean direct, boolean alone, boolean bmc, int minutes) {

        boolean fits(Candidate candidate) {
            return (component == null || component.equals(candidate.componentId()))
                    && (fqdd == null
                            || candidate.fqdd() != null && candidate.fqdd().startsWith(fqdd));
        }
    }

    /** A package that needs the BMC's own firmware to be at least this, else the BMC goes first and alone. */
    public record Floor(String generation, String below) {}

    /**
     * What it takes to bring a host of a kind to its standstill, and back into service.
     *
     * @param kind null: any other
     */
    public record Standing(String kind, int drainMinutes, int restoreMinutes) {}

    /**
     * @param restartMinutes what a restart of the host takes
     * @param profileMinutes what keeping its configuration takes
     */
    public record Table(
            List<Line> lines, List<Floor> floors, int restartMinutes, int profileMinutes, List<Standing> standstills) {

        /** @throws Refused where a line is wrong or nothing fits everything else */
        public Table {
            lines = List.copyOf(lines);
            floors = floors == null ? List.of() : List.copyOf(floors);
            standstills = standstills == null ? List.of() : List.copyOf(standstills);
            if (standstills.isEmpty() || standstills.getLast().kind() != null) {
                throw Refused.invalid("The last line of standstills in the order table must fit every kind");
            }
            Set<String> seen = new HashSet<>();
            for (Line line : lines) {
                if (!seen.add(line.component() + "|" + line.fqdd())) {
                    throw Refused.invalid("The order table has two lines for " + line.component() + " " + line.fqdd());
                }
                if (line.minutes() < 1) {
                    throw Refused.invalid("A line of the order table says " + line.minutes() + " minutes");
                }
            }
            Line last = lines.isEmpty() ? null : lines.getLast();
            if (last == null || last.component() != null || last.fqdd() != null) {
                throw Refused.invalid("The last line of the order table must fit everything: no component, no fqdd");
            }
        }

        /** Whether the BMC's own firmware is too old to take today's packages, by its generation's floor. */
        boolean below(Candidates.Host host) {
            return floors.stream()
                    .filter(floor -> floor.generation().equals(host.generation()))
                    .anyMatch(floor -> host.bmcVersion() != null
                            && VersionOrder.of(host.bmcVersion(), floor.below()) == VersionOrder.LOWER);
        }

        Standing standing(String kind) {
            return standstills.stream()
                    .filter(standing ->
                            standing.kind() == null || standing.kind().equals(kind))
                    .findFirst()
                    .orElseThrow();
        }

        Line line(Candidate candidate) {
            return lines.stream().filter(l -> l.fits(candidate)).findFirst().orElseThrow();
        }
    }

    /** A package on the way. */
    public record Step(String version, long packageId, String fileName) {}

    /**
     * A component that is to be updated.
     *
     * @param steps to the version that is wanted, the last of them; mostly one
     */
    public record Candidate(String key, String fqdd, String name, String componentId, String from, List<Step> steps) {

        /** From the one that is installed to the one that is wanted. */
        List<String> versions() {
            return Stream.concat(Stream.of(from), steps.stream().map(Step::version))
                    .toList();
        }

        /** "BIOS 1.2.4 → 1.8.2" */
        String label() {
            return "%s %s → %s".formatted(name, from, steps.getLast().version());
        }
    }

    /** How long things should take on one model of server. */
    interface Took {
        Estimate of(Candidate candidate);

        Estimate restart();

        /** Until the host stands still; null: nothing needs it to. */
        Estimate drain();

        /** Until it is back in service; null: nothing takes it out. */
        Estimate restore();

        /** Until its configuration is kept; null: nobody wants that. */
        default Estimate profile() {
            return null;
        }
    }

    /**
     * What is promised, in its order, and how long it should take on a real device.
     *
     * @param minutes that each batch is done within, in nineteen cases of twenty; also {@link Promise#DRAIN} and
     *     {@link Promise#RESTORE}, where the host is brought to a standstill
     * @param expected of all of it: as often longer as shorter
     * @param longest of all of it and of getting ready: longer in one case of twenty, as what the parts take does not hang
     *     together
     */
    public record Ordered(List<Promise> promises, Map<Integer, Integer> minutes, Duration expected, Duration longest) {

        /** Restarts of the host. */
        public int restarts() {
            return (int) promises.stream()
                    .filter(promise -> !promise.direct())
                    .map(Promise::batch)
                    .distinct()
                    .count();
        }
    }

    /** From a host's admission to its first package: it is looked at, and the packages are fetched into the store. */
    private static final Duration READYING = Duration.ofMinutes(2);

    private UpdateOrder() {}

    static Ordered order(List<Candidate> candidates, Table table, boolean bmcBelowFloor, Took took) {
        return order(candidates, Map.of(), table, bmcBelowFloor, took);
    }

    /**
     * @param after which of them must be proved before each, whatever the table says; without circles
     * @param bmcBelowFloor the BMC's firmware is too old to take the other packages: it goes first and alone
     */
    static Ordered order(
            List<Candidate> candidates,
            Map<Candidate, Set<Candidate>> after,
            Table table,
            boolean bmcBelowFloor,
            Took took) {
        List<Candidate> sorted = after(
                candidates.stream()
                        .sorted(Comparator.comparingInt((Candidate c) -> rank(table.line(c), bmcBelowFloor))
                                .thenComparing(Candidate::key))
                        .toList(),
                after);
        Set<Candidate> inBatch = new HashSet<>();
        List<Promise> promises = new ArrayList<>();
        Map<Integer, List<Estimate>> parts = new TreeMap<>();
        int batch = 0;
        Line before = null;
        boolean beforeAlone = false;
        for (Candidate candidate : sorted) {
            Line line = table.line(candidate);
            String from = candidate.from();
            for (int n = 0; n < candidate.steps().size(); n++) {
                // A step is proved before the next: it shares its batch with nothing.
                boolean alone = line.alone() || candidate.steps().size() > 1;
                boolean waits = after.getOrDefault(candidate, Set.of()).stream().anyMatch(inBatch::contains);
                boolean shares = before != null && !alone && !beforeAlone && !waits && line.direct() == before.direct();
                if (!shares) {
                    batch++;
                    inBatch.clear();
                    parts.put(batch, new ArrayList<>(line.direct() ? List.of() : List.of(took.restart())));
                }
                inBatch.add(candidate);
                parts.get(batch).add(took.of(candidate));
                Step step = candidate.steps().get(n);
                promises.add(promise(candidate, n, from, line, batch));
                from = step.version();
                before = line;
                beforeAlone = alone;
            }
        }
        Map<Integer, Integer> minutes = new TreeMap<>();
        parts.forEach((number, estimates) -> minutes.put(number, minutes(longest(estimates))));
        List<Estimate> all = new ArrayList<>();
        parts.values().forEach(all::addAll);
        int batches = minutes.values().stream().max(Comparator.naturalOrder()).orElse(0);
        if (took.drain() != null && !minutes.isEmpty()) {
            all.addAll(List.of(took.drain(), took.restore()));
            minutes.put(Promise.DRAIN, minutes(took.drain().p95()));
            minutes.put(Promise.RESTORE, minutes(took.restore().p95()));
            batches += minutes.get(Promise.DRAIN) + minutes.get(Promise.RESTORE);
        }
        if (took.profile() != null && !minutes.isEmpty()) {
            all.add(took.profile());
            batches += minutes(took.profile().p95());
        }
        return new Ordered(promises, minutes, expected(all), longest(all, Duration.ofMinutes(batches)));
    }

    /** As they are, but each behind those that it waits for. */
    private static List<Candidate> after(List<Candidate> sorted, Map<Candidate, Set<Candidate>> after) {
        List<Candidate> waiting = new ArrayList<>(sorted);
        List<Candidate> placed = new ArrayList<>();
        while (!waiting.isEmpty()) {
            Candidate next = waiting.stream()
                    .filter(one -> placed.containsAll(after.getOrDefault(one, Set.of())))
                    .findFirst()
                    .orElseThrow();
            waiting.remove(next);
            placed.add(next);
        }
        return placed;
    }

    /** A run begins no batch that it has no minutes for: who is admitted has them for its first when it gets there. */
    private static Duration longest(List<Estimate> all, Duration batch) {
        Duration whole = longest(all);
        return (whole.compareTo(batch) > 0 ? whole : batch).plus(READYING);
    }

    private static int minutes(Duration duration) {
        return (int) Math.ceil(duration.toSeconds() / 60.0);
    }

    private static Duration expected(List<Estimate> parts) {
        return parts.stream().map(Estimate::expected).reduce(Duration.ZERO, Duration::plus);
    }

    /** What is independent adds up by the squares of its spreads. */
    private static Duration longest(List<Estimate> parts) {
        double squares = parts.stream()
                .mapToDouble(part -> part.p95().minus(part.expected()).toSeconds())
                .map(spread -> spread * spread)
                .sum();
        return expected(parts).plusSeconds((long) Math.ceil(Math.sqrt(squares)));
    }

    private static Promise promise(Candidate candidate, int n, String from, Line line, int batch) {
        Step step = candidate.steps().get(n);
        boolean last = n == candidate.steps().size() - 1;
        return new Promise(
                last ? candidate.key() : candidate.key() + "@" + step.version(),
                candidate.fqdd(),
                candidate.name(),
                candidate.componentId(),
                from,
                step.version(),
                step.packageId(),
                step.fileName(),
                line.direct(),
                line.bmc(),
                batch,
                candidate.key());
    }

    private static int rank(Line line, boolean bmcBelowFloor) {
        return line.bmc() && bmcBelowFloor ? Integer.MIN_VALUE : line.rank();
    }
}
