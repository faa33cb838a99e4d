package io.farrier.run;

import io.farrier.hub.Pace;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * When a run has waited long enough and asks a human. Judged only on the answer to a look that brought no news, never
 * before one: a hub that was away itself for an hour finds most of its hosts done, and must look before it says otherwise.
 * Pure.
 */
record Patience(Run run, Instant now, Pace pace) {

    /** The jobs stand where they stood. */
    Optional<RunEvent> jobs() {
        Run.Reset reset = run.reset();
        boolean ordered = reset != null && reset.state() == Run.Reset.State.ORDERED;
        // Who was told to stop does not ask anybody: what is staged is removed then.
        if (ordered && run.cancel() == null && run.standsStill(reset.batch()) && over(reset.at(), pace.down())) {
            return human("the host did not go down within %s of the order %s; staged and waiting: %s"
                    .formatted(text(pace.down()), reset.kind(), staged()));
        }
        return run.items().stream()
                .filter(this::moves)
                .filter(item -> over(still(item), pace.job()))
                .findFirst()
                .flatMap(item -> human("%s stands at the same place for %s; job %s"
                        .formatted(item.promise().label(), since(still(item)), item.jid())));
    }

    /** Since when nothing moves it. What is staged has its turn after the restart, and after those before it. */
    private Instant still(Item item) {
        if (item.phase() != Phase.STAGED) {
            return item.since();
        }
        return run.batch(item.promise().batch()).stream()
                .map(Item::since)
                .reduce(run.reset().at(), (one, other) -> one.isAfter(other) ? one : other);
    }

    /** Whether it is the device's turn to move this on: what is staged moves only once the host has gone down. */
    private boolean moves(Item item) {
        return switch (item.phase()) {
            case DOWNLOADING, FETCHED, RUNNING -> true;
            case STAGED ->
                run.reset() != null
                        && run.reset().batch() == item.promise().batch()
                        && !run.standsStill(item.promise().batch());
            default -> false;
        };
    }

    /** The device says done, and what was read again is not what was promised. */
    Optional<RunEvent> version(RunEvent.ReadBack read) {
        if (!over(run.verifyingSince(), pace.inventory())) {
            return Optional.empty();
        }
        return run.items().stream()
                .filter(item -> item.phase() == Phase.CLAIMED && !read.proves(item))
                .findFirst()
                .map(item -> {
                    String says =
                            "%s, although its job %s says that it is done".formatted(read.holds(item), item.jid());
                    return item.promise().direct()
                            ? new RunEvent.Disproven(item.key(), says)
                            : new RunEvent.NeedsHuman(
                                    says + "; unproven: its inventory is older than its last start. Is CSIOR off?");
                });
    }

    /** It was off before, was told to go off again, and is on. */
    Optional<RunEvent> power() {
        Run.Reset reset = run.reset();
        return reset.state() == Run.Reset.State.ORDERED && over(reset.at(), pace.down())
                ? human("it was off before and does not shut down again; everything is installed")
                : Optional.empty();
    }

    /** It still does not answer as it should. */
    Optional<RunEvent> answer(String why) {
        return run.waiting() != null && over(run.waiting().since(), run.bmcRestarts() ? pace.back() : pace.away())
                ? human("%s (for %s now)".formatted(why, since(run.waiting().since())))
                : Optional.empty();
    }

    private String staged() {
        List<String> labels = run.items().stream()
                .filter(i -> i.phase() == Phase.STAGED)
                .map(i -> i.promise().label())
                .toList();
        return String.join(", ", labels);
    }

    private static Optional<RunEvent> human(String why) {
        return Optional.of(new RunEvent.NeedsHuman(why));
    }

    private boolean over(Instant since, Duration limit) {
        return since != null && now.isAfter(since.plus(limit));
    }

    private String since(Instant then) {
        return text(Duration.between(then, now));
    }

    private static String text(Duration duration) {
        return duration.toMinutes() > 0 ? duration.toMinutes() + " min" : duration.toSeconds() + " s";
    }
}
