package io.farrier.answer;

import io.farrier.hub.Refused;
import io.farrier.ledger.Topic;
import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;

/**
 * Of which events somebody is told: those that fit all that is said; null: whatever.
 *
 * @param types the first words of types: "run" is all of runs, "run.ended" that one
 * @param stages accepted, refused, started, progress, result, evidence, news
 * @param plan its id
 * @param host its id
 * @param run its id
 * @param tag of the host: "site=ams1"
 * @param change the number of a change; "*" is any
 * @param ci the number of a CI, or of a host as a CMDB calls it; "*" is any
 */
public record Filter(
        List<String> types, List<String> stages, Long plan, Long host, Long run, String tag, String change, String ci) {

    public static final Filter ALL = new Filter(null, null, null, null, null, null, null, null);

    /** The event that a subscription asks for to see whether it is told anything. */
    static final String TEST = "subscription.tested";

    /** As a query says it: types and stages with commas. @param said null where it is not @throws Refused where one is wrong */
    static Filter asked(UnaryOperator<String> said) {
        return new Filter(
                        words(said.apply("types")),
                        words(said.apply("stages")),
                        number("plan", said),
                        number("host", said),
                        number("run", said),
                        said.apply("tag"),
                        said.apply("change"),
                        said.apply("ci"))
                .checked();
    }

    private static List<String> words(String text) {
        return text == null ? null : List.of(text.split(",", -1));
    }

    private static Long number(String name, UnaryOperator<String> said) {
        String text = said.apply(name);
        if (text != null && !text.matches("\\d{1,18}")) {
            throw Refused.invalid("%s is a whole number, not %s.".formatted(name, text));
        }
        return text == null ? null : Long.valueOf(text);
    }

    /** The part of it that the ledger itself can look for. */
    Topic topic() {
        return new Topic(host, plan, run);
    }

    /** Whether it says nothing that the ledger itself can't look for. */
    boolean isTopic() {
        return types == null && stages == null && tag == null && change == null && ci == null;
    }

    /** Whether it says which kinds of events are meant. */
    boolean saysWhat() {
        return types != null || stages != null;
    }

    /** Whether it asks for the change or the host that an event belongs to, beyond their ids. */
    boolean asksWhose() {
        return tag != null || change != null || ci != null;
    }

    /** @throws Refused for what could never be true; an empty list selects nothing and is taken for a mistake */
    Filter checked() {
        if (types != null
                && (types.isEmpty()
                        || types.stream()
                                .anyMatch(type -> type == null || !type.matches("[a-z][a-z-]*(\\.[a-z-]+)*")))) {
            throw Refused.invalid("filter.types are the first words of types of events, such as run or run.ended.");
        }
        if (stages != null
                && (stages.isEmpty()
                        || stages.stream().anyMatch(word -> List.of(Stage.values()).stream()
                                .noneMatch(stage -> stage.word().equals(word))))) {
            throw Refused.invalid(
                    "filter.stages are of accepted, refused, started, progress, result, evidence and news.");
        }
        if (tag != null && !tag.matches("[^=]+=.*")) {
            throw Refused.invalid("filter.tag is a host's tag such as site=ams1.");
        }
        if (change != null && change.isBlank()) {
            throw Refused.invalid("filter.change is the number of a change; * is any.");
        }
        if (ci != null && ci.isBlank()) {
            throw Refused.invalid("filter.ci is the number of a CI; * is any.");
        }
        return this;
    }

    /** @param subscription whose filter it is */
    public boolean passes(Answer answer, long subscription) {
        if (answer.event().type().equals(TEST)) {
            return answer.event().data().path("subscription").asLong() == subscription;
        }
        String type = answer.event().type();
        if (type.startsWith("subscription.") && !asksForSubscriptions(answer, subscription)) {
            return false;
        }
        return covers(answer);
    }

    /** Whether all that is said fits. */
    boolean covers(Answer answer) {
        String type = answer.event().type();
        return (types == null || types.stream().anyMatch(word -> type.equals(word) || type.startsWith(word + ".")))
                && (stages == null || stages.contains(answer.stage().word()))
                && (plan == null || Objects.equals(plan, answer.event().planId()))
                && (host == null || Objects.equals(host, answer.event().hostId()))
                && (run == null || Objects.equals(run, answer.event().runId()))
                && (tag == null || tagged(answer.host()))
                && (change == null
                        || answer.change() != null
                                && fits(change, answer.change().number()))
                && (ci == null
                        || answer.ci() != null && fits(ci, answer.ci().number())
                        || answer.host() != null && fits(ci, answer.host().ci()));
    }

    /** @param number null: it has none */
    private static boolean fits(String wanted, String number) {
        return number != null && (wanted.equals("*") || wanted.equals(number));
    }

    /** Nobody is told of itself, and of others only who says so: two that fail would talk of each other for ever. */
    private boolean asksForSubscriptions(Answer answer, long subscription) {
        return answer.event().data().path("subscription").asLong() != subscription
                && types != null
                && types.stream().anyMatch(word -> word.startsWith("subscription"));
    }

    private boolean tagged(Answer.Host of) {
        int equals = tag.indexOf('=');
        return of != null && tag.substring(equals + 1).equals(of.tags().get(tag.substring(0, equals)));
    }
}
