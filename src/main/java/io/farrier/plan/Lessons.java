package io.farrier.plan;

import io.farrier.plan.Cells.Closed;
import io.farrier.run.Cause;
import io.farrier.run.Runs;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** The versions that failed too often on a model while some plan ran, with the reason; kept for all plans that come after. */
@Repository
public class Lessons {

    /**
     * What was learned just now.
     *
     * @param blamed it failed itself; else only the runs that were to bring it, and other plans need not know
     */
    public record Learned(
            String cell,
            String component,
            String name,
            String version,
            String model,
            long packageId,
            int bad,
            int ended,
            boolean blamed,
            String code,
            String why) {}

    private static final String CELL = "concat(p ->> 'name', ' ', p ->> 'version', ' on ', t.place ->> 'model')";

    private static final String KNOWN =
            "select cell, bad, ended, reopened_at is null as shut from closed_cells where plan_id = ?";

    /** So many are asked why it failed. */
    private static final String FAILED = """
            select r.id from host_runs r join plan_targets t on t.plan_id = r.plan_id and t.host_id = r.host_id
            where r.plan_id = ? and r.state in ('failed', 'human') and r.attempts >= t.retries
              and exists (select 1 from jsonb_array_elements(t.promises) p where CELL = ?)
            order by r.id limit 20
            """.replace("CELL", CELL);

    private static final String KEEP = """
            insert into closed_cells (plan_id, cell, component, name, version, model, package_id, bad, ended, blamed, code, why)
            select t.plan_id, CELL, p ->> 'componentId', p ->> 'name', p ->> 'version', t.place ->> 'model',
                (p ->> 'packageId')::bigint, ?, ?, ?, ?, ?
            from plan_targets t cross join jsonb_array_elements(t.promises) p where t.plan_id = ? and CELL = ? limit 1
            on conflict (plan_id, cell) do update set bad = excluded.bad, ended = excluded.ended, blamed = excluded.blamed,
                code = excluded.code, why = excluded.why, closed_at = now(), reopened_at = null
            returning *
            """.replace("CELL", CELL);

    private static final String OF_OTHERS = """
            select c.*, u.name as plan, (select count(distinct r.host_id) from host_runs r
                join plan_targets t on t.plan_id = r.plan_id and t.host_id = r.host_id
                where r.plan_id <> c.plan_id and r.state = 'succeeded' and r.ended_at > c.closed_at
                  and exists (select 1 from jsonb_array_elements(t.promises) p where CELL = c.cell)) as since
            from closed_cells c join update_plans u on u.id = c.plan_id
            where c.cell = any (?) and c.plan_id <> ? and c.blamed and c.reopened_at is null order by c.closed_at
            """.replace("CELL", CELL);

    private final JdbcClient jdbc;
    private final Runs runs;

    Lessons(JdbcClient jdbc, Runs runs) {
        this.jdbc = jdbc;
        this.runs = runs;
    }

    /** @param closed those of this plan that are closed now; one that was, and is not among them, is open again */
    List<Learned> learn(long planId, Collection<Closed> closed) {
        Map<String, Closed> known = new HashMap<>();
        List<Learned> learned = new ArrayList<>();
        jdbc.sql(KNOWN).params(planId).query(row -> {
            if (row.getBoolean("shut")) {
                known.put(
                        row.getString("cell"),
                        new Closed(row.getString("cell"), row.getInt("bad"), row.getInt("ended")));
            }
        });
        for (Closed cell : closed) {
            Closed before = known.remove(cell.cell());
            if (before == null) {
                keep(planId, cell).ifPresent(learned::add);
            } else if (!before.equals(cell)) {
                jdbc.sql("update closed_cells set bad = ?, ended = ? where plan_id = ? and cell = ?")
                        .params(cell.bad(), cell.ended(), planId, cell.cell())
                        .update();
            }
        }
        known.keySet()
                .forEach(cell -> jdbc.sql("update closed_cells set reopened_at = now() where plan_id = ? and cell = ?")
                        .params(planId, cell)
                        .update());
        return learned;
    }

    private Optional<Learned> keep(long planId, Closed cell) {
        List<Cause> causes = jdbc.sql(FAILED).params(planId, cell.cell()).query(Long.class).list().stream()
                .map(runs::cause)
                .flatMap(Optional::stream)
                .toList();
        Optional<Cause> own = causes.stream()
                .filter(cause -> cause.what() != null && cell.cell().startsWith(cause.what() + " on "))
                .findFirst();
        Cause cause = own.or(() -> causes.stream().findFirst()).orElse(new Cause(null, null, null));
        return jdbc.sql(KEEP)
                .params(cell.bad(), cell.ended(), own.isPresent(), cause.code(), words(cause), planId, cell.cell())
                .query((row, n) -> new Learned(
                        cell.cell(),
                        row.getString("component"),
                        row.getString("name"),
                        row.getString("version"),
                        row.getString("model"),
                        row.getLong("package_id"),
                        cell.bad(),
                        cell.ended(),
                        row.getBoolean("blamed"),
                        row.getString("code"),
                        row.getString("why")))
                .optional();
    }

    /** With the device's message id, where it spoke. */
    private static String words(Cause cause) {
        boolean device = cause.code() != null && cause.code().matches("[A-Z]+\\d+");
        return !device || cause.why() == null || cause.why().contains(cause.code())
                ? cause.why()
                : "%s (%s)".formatted(cause.why().replaceFirst("\\.$", ""), cause.code());
    }

    /** What other plans have learned of these, by cell; the newest counts. */
    Map<String, Lesson> of(Collection<String> cells, long planId) {
        Map<String, Lesson> lessons = new HashMap<>();
        jdbc.sql(OF_OTHERS).params(cells.toArray(String[]::new), planId).query(row -> {
            lessons.put(
                    row.getString("cell"),
                    new Lesson(
                            row.getLong("plan_id"),
                            row.getString("plan"),
                            row.getString("cell"),
                            row.getInt("bad"),
                            row.getInt("ended"),
                            row.getString("why"),
                            row.getTimestamp("closed_at").toInstant(),
                            row.getInt("since")));
        });
        return lessons;
    }
}
