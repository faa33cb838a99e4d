package io.farrier.trigger;

import io.farrier.trigger.Said.Opening;
import java.util.Objects;
import java.util.Set;

/** What is to be done about a change now. Pure. */
public final class ChangeDecision {

    public sealed interface Step {}

    /** Nothing until another message comes. @param state that the change is in then */
    public record Rest(String state, String why) implements Step {}

    /** A person has to do something first: approve its plan, lift a halt. Looked at again later. @param state meanwhile */
    public record Await(String state, String why) implements Step {}

    /** The gate is asked, and the change becomes a plan. */
    public record Make() implements Step {}

    /** Its plan was approved by another person since. */
    public record Start() implements Step {}

    /** The window of its plan is another. */
    public record Move(Opening window) implements Step {}

    /** Its plan is cancelled: hosts under way end at their safe points. @param anew another is made at once */
    public record Cancel(String why, boolean anew) implements Step {}

    /**
     * How its plan stands.
     *
     * @param applied digest of the approval that it was made from
     */
    public record Made(long planId, String state, String applied, Opening window) {
        private static final Set<String> ENDED = Set.of("completed", "failed", "cancelled");
        private static final Set<String> NOT_BEGUN = Set.of("draft", "approved", "scheduled");

        boolean ended() {
            return ENDED.contains(state);
        }

        boolean begun() {
            return !NOT_BEGUN.contains(state);
        }
    }

    private ChangeDecision() {}

    /**
     * @param made null: no plan was made of it yet
     * @param halt why nothing may be begun anywhere now; null: it may
     */
    public static Step decide(Change change, Made made, String halt) {
        return switch (decide(change, made)) {
            case Make make when halt != null -> new Await("waiting", halt);
            case Start start when halt != null -> new Await("planned", halt);
            case Step step -> step;
        };
    }

    private static Step decide(Change change, Made made) {
        if (change.isCancelled()) {
            String why = change.cancelled().said().reason();
            return made == null || made.ended()
                    ? new Rest("cancelled", "was cancelled" + (why == null ? "" : ": " + why))
                    : new Cancel("was cancelled" + (why == null ? "" : ": " + why), false);
        }
        if (change.approved() == null) {
            return new Rest("waiting", "is not approved yet");
        }
        if (change.window() == null) {
            return new Rest("refused", "has no window");
        }
        if (made == null) {
            return new Make();
        }
        if (made.ended()) {
            // What was done is not done again under the same approval; a newer one is a new order.
            return made.applied().equals(change.digest())
                    ? new Rest("planned", "its plan is " + made.state())
                    : new Make();
        }
        boolean other = !made.applied().equals(change.digest());
        if (other && !made.begun()) {
            return new Cancel("was approved anew with other contents", true);
        }
        if (!Objects.equals(made.window(), change.window().said())) {
            return new Move(change.window().said());
        }
        return switch (made.state()) {
            case "draft" -> new Await("planned", "its plan needs the approval of another person");
            case "approved" -> new Start();
            default ->
                new Rest(
                        "planned",
                        other
                                ? "its plan has begun with what was approved before: cancel the change, and approve another"
                                : "its plan is " + made.state());
        };
    }
}
