package io.farrier.plan;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.farrier.hub.Refused;
import java.util.List;
import java.util.Set;

/**
 * How a plan goes about it. Whatever is left out is the careful choice.
 *
 * @param verdicts which components: outdated, and where somebody wants a downgrade, newer
 * @param criticalities 1 recommended, 2 urgent, 3 optional; empty: all
 * @param waves sizes one after the other, "2" hosts or "25%" of all; what is left goes into a last wave
 * @param concurrent how many hosts at once
 * @param stopAfter this many hosts that failed or wait for a human stop the plan
 * @param stopAfterPercent the same as a share of all hosts, 0 to 100; the lower of the two counts
 * @param reset graceful: a host that does not go down in time waits for a human; force: it is restarted hard
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Policy(
        List<String> verdicts,
        List<Integer> criticalities,
        List<String> waves,
        Integer concurrent,
        Integer stopAfter,
        Integer stopAfterPercent,
        String reset) {

    public Policy {
        verdicts = verdicts == null ? List.of("outdated") : List.copyOf(verdicts);
        criticalities = criticalities == null ? List.of() : List.copyOf(criticalities);
        waves = waves == null ? List.of("2") : List.copyOf(waves);
        concurrent = concurrent == null ? 10 : concurrent;
        stopAfter = stopAfter == null ? 2 : stopAfter;
        stopAfterPercent = stopAfterPercent == null ? 100 : stopAfterPercent;
        reset = reset == null ? "graceful" : reset;
    }

    /** @throws Refused naming the first thing that is wrong and what it may be */
    public Policy checked() {
        for (String verdict : verdicts) {
            check(Set.of("outdated", "newer").contains(verdict), "verdicts are outdated or newer, not " + verdict);
        }
        check(!verdicts.isEmpty(), "verdicts must name at least one of outdated, newer");
        for (Integer criticality : criticalities) {
            check(criticality >= 1 && criticality <= 3, "criticalities are 1, 2 or 3, not " + criticality);
        }
        for (String wave : waves) {
            check(
                    wave.matches("[1-9]\\d{0,5}|([1-9]\\d?|100)%"),
                    "a wave is a number of hosts from 1, or a share from 1% to 100%, not " + wave);
        }
        check(concurrent >= 1 && concurrent <= 1000, "concurrent is 1 to 1000, not " + concurrent);
        check(stopAfter >= 1, "stopAfter is at least 1, not " + stopAfter);
        check(
                stopAfterPercent >= 0 && stopAfterPercent <= 100,
                "stopAfterPercent is 0 to 100, not " + stopAfterPercent);
        check(Set.of("graceful", "force").contains(reset), "reset is graceful or force, not " + reset);
        return this;
    }

    /** How many hosts may fail before the plan stops, of so many. */
    int failuresAllowed(int hosts) {
        int share = Math.max(1, hosts * stopAfterPercent / 100);
        return Math.min(stopAfter, share);
    }

    private static void check(boolean holds, String otherwise) {
        if (!holds) {
            throw Refused.invalid("The policy is wrong: " + otherwise + ".");
        }
    }
}
