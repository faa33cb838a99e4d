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
 * @param waves sizes one after the other, "2" hosts or "25%" of all; what is left goes into a last wave. The first is the pilot
 * @param concurrent how many hosts at once
 * @param perSite how many hosts of one site at once; null: as many as {@code concurrent} says
 * @param perRack the same of one rack, and of one chassis
 * @param perMirror the same of those whose BMCs fetch from one mirror (the hosts' tag {@code mirror})
 * @param perCluster one: of each cluster one at a time; table: two from four hosts, three from seven, a quarter above twelve
 * @param stopAfter this many hosts that failed or wait for a human stop the plan
 * @param stopAfterPercent the same as a share of all hosts, 0 to 100; the lower of the two counts
 * @param cellStopAfter this many, of one version on one model, close that cell: no more hosts get it, the others go on
 * @param cellStopPercent the same as a share of those that have ended, once three have; the lower of the two counts
 * @param soakMinutes how long a wave is left alone before the next begins, on real devices
 * @param go none: the next wave begins by itself; pilot, each: after the pilot, or each wave, somebody has to say so
 * @param reset graceful: a host that does not go down in time waits for a human; force: it is restarted hard
 * @param unquiesced hosts that nothing brings to a standstill may be restarted as they are
 * @param profile before anything is done to a host its configuration is kept; where that can't be it goes on without
 * @param approvals how many people have to approve; where it is more than one, who drafted it does not count
 * @param fourEyes whoever drafted a plan can't approve it
 * @param acknowledged risks that somebody has looked at and takes, by their codes, as {@code tpm}
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Policy(
        List<String> verdicts,
        List<Integer> criticalities,
        List<String> waves,
        Integer concurrent,
        Integer perSite,
        Integer perRack,
        Integer perMirror,
        String perCluster,
        Integer stopAfter,
        Integer stopAfterPercent,
        Integer cellStopAfter,
        Integer cellStopPercent,
        Integer soakMinutes,
        String go,
        String reset,
        Boolean unquiesced,
        Boolean profile,
        Integer approvals,
        Boolean fourEyes,
        List<String> acknowledged) {

    /** Nothing said. */
    public static final Policy CAREFUL = new Policy(
            null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null,
            null, null);

    public Policy {
        verdicts = verdicts == null ? List.of("outdated") : List.copyOf(verdicts);
        criticalities = criticalities == null ? List.of() : List.copyOf(criticalities);
        waves = waves == null ? List.of("2") : List.copyOf(waves);
        concurrent = concurrent == null ? 10 : concurrent;
        perCluster = perCluster == null ? "one" : perCluster;
        stopAfter = stopAfter == null ? 2 : stopAfter;
        stopAfterPercent = stopAfterPercent == null ? 100 : stopAfterPercent;
        cellStopAfter = cellStopAfter == null ? 2 : cellStopAfter;
        cellStopPercent = cellStopPercent == null ? 30 : cellStopPercent;
        soakMinutes = soakMinutes == null ? 10 : soakMinutes;
        go = go == null ? "none" : go;
        reset = reset == null ? "graceful" : reset;
        unquiesced = unquiesced == null ? Boolean.FALSE : unquiesced;
        profile = profile == null ? Boolean.FALSE : profile;
        approvals = approvals == null ? 1 : approvals;
        fourEyes = fourEyes == null ? Boolean.FALSE : fourEyes;
        acknowledged = acknowledged == null ? List.of() : List.copyOf(acknowledged);
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
        between("concurrent", concurrent, 1, 1000);
        between("perSite", perSite, 1, 1000);
        between("perRack", perRack, 1, 1000);
        between("perMirror", perMirror, 1, 1000);
        one("perCluster", perCluster, "one", "table");
        check(stopAfter >= 1, "stopAfter is at least 1, not " + stopAfter);
        between("stopAfterPercent", stopAfterPercent, 0, 100);
        check(cellStopAfter >= 1, "cellStopAfter is at least 1, not " + cellStopAfter);
        between("cellStopPercent", cellStopPercent, 1, 100);
        between("soakMinutes", soakMinutes, 0, 7 * 24 * 60);
        one("go", go, "none", "pilot", "each");
        one("reset", reset, "graceful", "force");
        between("approvals", approvals, 1, 2);
        return this;
    }

    /** How many hosts may fail before the plan stops, of so many. */
    int failuresAllowed(int hosts) {
        int share = Math.max(1, hosts * stopAfterPercent / 100);
        return Math.min(stopAfter, share);
    }

    /** Whether a cell with so many failures, of those that have ended, is closed. */
    boolean closes(int bad, int ended) {
        return bad >= cellStopAfter || ended >= 3 && bad * 100 >= cellStopPercent * ended;
    }

    private static void between(String name, Integer value, int least, int most) {
        check(
                value == null || value >= least && value <= most,
                "%s is %d to %d, not %d".formatted(name, least, most, value));
    }

    private static void one(String name, String value, String... of) {
        check(List.of(of).contains(value), "%s is one of %s, not %s".formatted(name, String.join(", ", of), value));
    }

    private static void check(boolean holds, String otherwise) {
        if (!holds) {
            throw Refused.invalid("The policy is wrong: " + otherwise + ".");
        }
    }
}
