package io.farrier.trigger;

import io.farrier.trigger.Said.Opening;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Whether a change may become a plan. All of it is checked, and everything that is wrong is said at once. Pure. */
public final class ChangeGate {

    /**
     * What is known of the change and of the plan that it would be.
     *
     * @param hosts that its targets mean now; busy, retired and current ones too
     * @param updates hosts that its plan would update
     * @param longest so long may one host take, of this hub's time
     * @param expected so long is the whole expected to take
     * @param closed why none of its hosts may be worked on at any time of its window, in sentences; empty: some may
     */
    public record Facts(
            Said.Approved change,
            Opening window,
            int hosts,
            int cap,
            int updates,
            Duration longest,
            Duration expected,
            List<String> closed) {}

    private ChangeGate() {}

    /** Why not, in sentences; empty: it may. @param states the words of an ITSM for a change that may be done */
    public static List<String> against(Facts facts, Set<String> states, Instant now) {
        List<String> why = new ArrayList<>();
        String state = facts.change().state();
        if (state != null && !states.contains(state)) {
            why.add("it is in the state %s, and may be done in %s".formatted(state, String.join(", ", states)));
        }
        Said.Approval approval = facts.change().approval();
        if (approval == null || approval.by() == null || approval.by().isBlank()) {
            why.add("nobody is named who approved it");
        } else if (approval.at() != null && approval.at().isAfter(now.plus(Duration.ofMinutes(5)))) {
            why.add("its approval is of %s, which is yet to come".formatted(approval.at()));
        }
        if (facts.hosts() == 0) {
            why.add("its targets resolve to no host");
        } else if (facts.hosts() > facts.cap()) {
            why.add("its targets resolve to %d hosts, and it may touch %d".formatted(facts.hosts(), facts.cap()));
        } else if (facts.updates() == 0) {
            why.add("none of its %d hosts has anything to be updated".formatted(facts.hosts()));
        }
        window(facts, now, why);
        why.addAll(facts.closed());
        return why;
    }

    private static void window(Facts facts, Instant now, List<String> why) {
        Opening window = facts.window();
        if (window == null || window.opensAt() == null || window.closesAt() == null) {
            why.add("it has no window");
        } else if (!window.closesAt().isAfter(window.opensAt())) {
            why.add("its window closes before it opens");
        } else if (!window.closesAt().isAfter(now)) {
            why.add("its window closed at %s".formatted(window.closesAt()));
        } else {
            Instant from = window.opensAt().isAfter(now) ? window.opensAt() : now;
            Duration left = Duration.between(from, window.closesAt());
            if (facts.longest().compareTo(left) > 0) {
                why.add("one of its hosts may take %s, and its window leaves %s"
                        .formatted(words(facts.longest()), words(left)));
            } else if (facts.expected().compareTo(left) > 0) {
                why.add("it is expected to take %s, and its window leaves %s"
                        .formatted(words(facts.expected()), words(left)));
            }
        }
    }

    /** "1 h 20 min" */
    static String words(Duration duration) {
        long minutes = (duration.toSeconds() + 59) / 60;
        return minutes < 60 ? minutes + " min" : minutes / 60 + " h " + minutes % 60 + " min";
    }
}
