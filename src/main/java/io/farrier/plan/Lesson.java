package io.farrier.plan;

import io.farrier.readiness.Risk;
import io.farrier.readiness.Risk.Severity;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * What another plan has learned of a version on a model. Pure.
 *
 * @param cell "BIOS 2.22.2 on R750"
 * @param bad hosts on which it failed, of so many that have ended with it
 * @param why of one of them, in words; null: none is known
 * @param since hosts of other plans that have taken it well since then
 */
record Lesson(long planId, String plan, String cell, int bad, int ended, String why, Instant at, int since) {

    /** As a plan's policy acknowledges it. */
    static final String CODE = "failed-before";

    /** So many have to take it well before it is only told. */
    private static final int ENOUGH = 10;

    /** @param cells of one host; @param lessons by cell */
    static List<Risk> risks(Collection<String> cells, Map<String, Lesson> lessons) {
        return cells.stream()
                .distinct()
                .map(lessons::get)
                .filter(Objects::nonNull)
                .map(Lesson::risk)
                .toList();
    }

    private Risk risk() {
        LocalDate day = LocalDate.ofInstant(at, ZoneOffset.UTC);
        boolean mended = since >= Math.max(ENOUGH, ended);
        return new Risk(
                CODE,
                mended ? Severity.warns : Severity.asks,
                "%s failed on %d of %d hosts in plan %d (%s), %s%s%s"
                        .formatted(
                                cell,
                                bad,
                                ended,
                                planId,
                                plan,
                                day,
                                why == null ? "" : ": " + why.replaceFirst("\\.$", ""),
                                since == 0 ? "" : " (%d hosts have taken it well since)".formatted(since)),
                mended
                        ? "look at the first hosts yourself"
                        : "find out why, wait for another package, or acknowledge failed-before in the plan's policy");
    }
}
