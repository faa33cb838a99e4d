package io.farrier.recovery;

import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Where a recovery stands: the fold of its events.
 *
 * @param done the rungs behind it: climbed, slipped or left out
 * @param since when the last rung was left behind, or when it was asked for
 * @param changed when something was last done that a look must come after
 * @param open an order whose outcome is not known
 * @param wanted the approval that it waits for
 * @param approved rungs that a person agreed to, and to the removal of which jobs
 */
record Recovery(
        Rung highest,
        List<String> own,
        List<Rung> done,
        Instant since,
        Instant changed,
        At<RecoveryEvent.Looked> looked,
        RecoveryEvent.Intended open,
        RecoveryEvent.ApprovalWanted wanted,
        Map<Rung, Set<String>> approved,
        String ended) {

    /** An event and when the ledger took it. */
    record At<E extends RecoveryEvent>(Instant at, E event) {}

    /** The rung after those behind it; null where there is none. */
    Rung next() {
        int n = done.isEmpty() ? 0 : done.getLast().ordinal() + 1;
        return n < Rung.values().length ? Rung.values()[n] : null;
    }

    static Recovery of(List<At<RecoveryEvent>> events) {
        Recovery at = new Recovery(Rung.WAIT, List.of(), List.of(), null, null, null, null, null, Map.of(), null);
        for (At<RecoveryEvent> entry : events) {
            at = at.after(entry.at(), entry.event());
        }
        return at;
    }

    private Recovery after(Instant at, RecoveryEvent event) {
        return switch (event) {
            case RecoveryEvent.Asked e ->
                new Recovery(e.highest(), e.own(), done, at, at.minusMillis(1), looked, open, wanted, approved, ended);
            case RecoveryEvent.Looked e ->
                new Recovery(highest, own, done, since, changed, new At<>(at, e), open, wanted, approved, ended);
            case RecoveryEvent.Intended e ->
                new Recovery(highest, own, done, since, changed, looked, e, wanted, approved, ended);
            case RecoveryEvent.Climbed e -> behind(e.rung(), at);
            case RecoveryEvent.Slipped e -> behind(e.rung(), at);
            case RecoveryEvent.Skipped e ->
                new Recovery(highest, own, with(e.rung()), since, changed, looked, null, wanted, approved, ended);
            case RecoveryEvent.ApprovalWanted e ->
                new Recovery(highest, own, done, since, changed, looked, open, e, approved, ended);
            case RecoveryEvent.Approved e -> {
                Map<Rung, Set<String>> all = new EnumMap<>(Rung.class);
                all.putAll(approved);
                all.merge(e.rung(), Set.copyOf(e.jids()), Recovery::both);
                // It is looked at anew: what was approved is what is there, or it is asked again.
                yield new Recovery(highest, own, done, since, at, looked, open, null, all, ended);
            }
            case RecoveryEvent.Ended e ->
                new Recovery(highest, own, done, since, changed, looked, open, null, approved, e.state());
        };
    }

    private static Set<String> both(Set<String> one, Set<String> other) {
        Set<String> both = new HashSet<>(one);
        both.addAll(other);
        return both;
    }

    private Recovery behind(Rung rung, Instant at) {
        return new Recovery(highest, own, with(rung), at, at, looked, null, wanted, approved, ended);
    }

    private List<Rung> with(Rung rung) {
        List<Rung> all = new ArrayList<>(done);
        all.add(rung);
        return List.copyOf(all);
    }
}
