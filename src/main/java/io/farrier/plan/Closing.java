package io.farrier.plan;

import io.farrier.run.Cause;
import io.farrier.run.Promise;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/** What became of a plan, put so that somebody who has never seen it understands. Pure. */
final class Closing {

    /**
     * One target, as it stands.
     *
     * @param state of its latest run; null: it was not begun
     * @param until when it had to be done; null: nothing bound it, or it was not begun
     * @param restarts that the host was told
     * @param cause why it did not get there; null: it did, or it was not begun
     * @param shut why it is not begun: what it was to get failed elsewhere, or it is not its time; null: neither is why
     */
    record Target(
            long hostId,
            String label,
            String serviceTag,
            String model,
            int wave,
            List<Promise> promises,
            Long runId,
            String state,
            String reason,
            Instant startedAt,
            Instant endedAt,
            Instant until,
            int restarts,
            Cause cause,
            String shut) {

        boolean bad() {
            return "failed".equals(state) || "human".equals(state);
        }

        /** In time, or late; one that is under way is neither. */
        boolean overran() {
            return endedAt != null && until != null && endedAt.isAfter(until);
        }
    }

    private final Plan plan;
    private final List<Target> targets;
    private final List<Report.Moment> history;
    private final UnaryOperator<String> advice;

    private Closing(Plan plan, List<Target> targets, List<Report.Moment> history, UnaryOperator<String> advice) {
        this.plan = plan;
        this.targets = targets;
        this.history = history;
        this.advice = advice;
    }

    /** @param advice what is to be done where a cause has this code */
    static Report report(Plan plan, List<Target> targets, List<Report.Moment> history, UnaryOperator<String> advice) {
        return new Closing(plan, targets, history, advice).report();
    }

    private Report report() {
        Map<String, Integer> states = new TreeMap<>();
        targets.forEach(target -> states.merge(state(target), 1, Integer::sum));
        List<Report.Wave> waves = waves();
        return new Report(
                plan,
                summary(states, waves),
                states,
                failures(),
                waves,
                history,
                targets.stream().map(this::line).toList());
    }

    private static String state(Target target) {
        return target.state() == null ? "waiting" : target.state();
    }

    private String summary(Map<String, Integer> states, List<Report.Wave> waves) {
        List<String> parts = new ArrayList<>();
        states.forEach((state, count) -> parts.add(count + " " + words(state)));
        String hosts = "Of its %d hosts %s.".formatted(targets.size(), String.join(", ", parts));
        String reason = plan.reason() == null ? "" : " " + plan.reason().replaceFirst("^\\w+: ", "");
        String end = plan.endedAt() == null
                ? "is %s:%s.".formatted(plan.state(), reason)
                : "%s:%s.".formatted(plan.state(), reason);
        List<Report.Wave> over =
                waves.stream().filter(wave -> wave.endedAt() != null).toList();
        long inside = over.stream().filter(wave -> wave.overran() == 0).count();
        String windows = over.isEmpty()
                ? ""
                : " %d of %d waves that are over ended inside their windows.".formatted(inside, over.size());
        return "The plan %s %s %s%s".formatted(plan.name(), end, hosts, windows);
    }

    private static String words(String state) {
        return switch (state) {
            case "waiting" -> "not started";
            case "succeeded" -> "updated and proven";
            case "nothing-to-do" -> "with nothing to do";
            case "human" -> "waiting for somebody";
            case "unfinished" -> "stopped half way by their window";
            case "refused" -> "turned away";
            default -> state;
        };
    }

    private List<Report.Failure> failures() {
        Map<List<String>, List<Target>> groups = targets.stream()
                .filter(target -> target.bad() && target.cause() != null)
                .collect(Collectors.groupingBy(
                        target -> java.util.Arrays.asList(
                                what(target), target.cause().code()),
                        LinkedHashMap::new,
                        Collectors.toList()));
        List<Report.Failure> failures = new ArrayList<>();
        groups.forEach((group, hit) -> {
            Target first = hit.getFirst();
            failures.add(new Report.Failure(
                    group.getFirst(),
                    hit.size(),
                    (int) targets.stream()
                            .filter(target -> target.endedAt() != null || target.bad())
                            .filter(target -> gets(target, first))
                            .count(),
                    first.cause().code(),
                    first.cause().why(),
                    advice.apply(first.cause().code()),
                    hit.stream().map(Target::label).toList(),
                    hit.stream().map(Target::runId).toList()));
        });
        failures.sort((a, b) -> Integer.compare(b.hosts(), a.hosts()));
        return failures;
    }

    private static String what(Target target) {
        String what = target.cause().what();
        return (what == null ? "the host" : what) + (target.model() == null ? "" : " on " + target.model());
    }

    /** Whether one is to get what another failed at, on the same model. */
    private static boolean gets(Target target, Target failed) {
        String what = failed.cause().what();
        return Objects.equals(target.model(), failed.model())
                && (what == null
                        || target.promises().stream().anyMatch(p -> what.equals(p.name() + " " + p.version())));
    }

    private List<Report.Wave> waves() {
        Map<Integer, List<Target>> byWave =
                targets.stream().collect(Collectors.groupingBy(Target::wave, TreeMap::new, Collectors.toList()));
        return byWave.entrySet().stream()
                .map(wave -> wave(wave.getKey(), wave.getValue()))
                .toList();
    }

    private Report.Wave wave(int number, List<Target> hosts) {
        // What a plan that has ended did not start belongs to no wave that is still to come.
        boolean over = hosts.stream()
                .allMatch(host -> host.endedAt() != null
                        || "human".equals(host.state())
                        || "refused".equals(host.state())
                        || host.state() == null && plan.endedAt() != null);
        return new Report.Wave(
                number,
                hosts.size(),
                (int) hosts.stream().filter(Target::bad).count(),
                (int) hosts.stream().filter(host -> host.state() == null).count(),
                hosts.stream()
                        .map(Target::startedAt)
                        .filter(Objects::nonNull)
                        .min(Instant::compareTo)
                        .orElse(null),
                over
                        ? hosts.stream()
                                .map(Target::endedAt)
                                .filter(Objects::nonNull)
                                .max(Instant::compareTo)
                                .orElse(null)
                        : null,
                (int) hosts.stream().filter(Target::overran).count());
    }

    private Report.Line line(Target target) {
        return new Report.Line(
                target.hostId(),
                target.label(),
                target.serviceTag(),
                target.model(),
                target.wave(),
                state(target),
                target.reason(),
                sentence(target),
                target.bad() && target.cause() != null
                        ? advice.apply(target.cause().code())
                        : null,
                target.runId(),
                target.startedAt(),
                target.endedAt(),
                target.restarts(),
                target.promises());
    }

    private String sentence(Target target) {
        String reason = target.reason() == null ? "" : ": " + target.reason();
        return switch (state(target)) {
            case "waiting" -> "was not started" + (target.shut() == null ? "" : ", because " + target.shut());
            case "succeeded" ->
                "was updated in %s with %s%s".formatted(took(target), restarts(target.restarts()), reason);
            case "nothing-to-do" -> "had nothing to do" + reason;
            case "human" -> "waits for somebody" + reason;
            case "failed" -> "failed" + (target.cause() == null ? reason : at(target.cause(), reason));
            case "cancelled" -> "was stopped" + reason;
            case "refused" -> "was not begun" + reason;
            case "unfinished" -> "was stopped at a safe point when its window closed" + reason;
            default -> "is " + target.state() + reason;
        };
    }

    private static String at(Cause cause, String reason) {
        return cause.what() == null ? reason : " at %s (%s): %s".formatted(cause.what(), cause.code(), cause.why());
    }

    private static String restarts(int count) {
        return count == 0 ? "no restart" : count == 1 ? "one restart" : count + " restarts";
    }

    private static String took(Target target) {
        if (target.startedAt() == null || target.endedAt() == null) {
            return "an unknown time";
        }
        Duration took = Duration.between(target.startedAt(), target.endedAt());
        return took.toMinutes() >= 2 ? took.toMinutes() + " minutes" : took.toSeconds() + " seconds";
    }
}
