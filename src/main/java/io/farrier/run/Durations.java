package io.farrier.run;

import io.farrier.hub.Pace;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;

/** How long components take to update, by model of server, learned from the runs that have ended. Times are those of real devices. */
@Repository
public class Durations {

    /**
     * What is asked for.
     *
     * @param component its id, else the kind that its FQDD begins with ({@link #part})
     * @param model "R750"; of a standstill the cluster, as that says how long it takes to empty a host
     * @param prior what the table says
     */
    public record Part(String component, String model, Duration prior) {}

    /** Older ones say less of today's firmware than the newest do. */
    private static final int NEWEST = 50;

    private static final String NEXT = """
            select r.id from host_runs r where r.ended_at is not null and not r.timed
            order by r.id limit ? for update of r skip locked
            """;

    private static final String SAVE = """
            insert into durations (run_id, component, model, took)
            select ?, component, model, took * interval '1 second'
            from unnest(?::text[], ?::text[], ?::bigint[]) as t(component, model, took)
            """;

    private static final String CLUSTER = """
            select p.cluster from host_runs r join host_places p on p.host_id = r.host_id where r.id = ?
            """;

    private static final String SAMPLES = """
            select component, model, extract(epoch from took)::bigint as seconds from (
                select d.*, row_number() over (partition by component, model order by run_id desc, id) as nth
                from durations d join (select distinct * from unnest(?::text[], ?::text[]) as w(component, model)) w
                    using (component, model)) newest
            where nth <= ?
            """;

    private final JdbcClient jdbc;
    private final Runs runs;
    private final Pace pace;

    Durations(JdbcClient jdbc, Runs runs, Pace pace) {
        this.jdbc = jdbc;
        this.runs = runs;
        this.pace = pace;
    }

    /** @param componentId null where the device has none for it */
    public static Part part(String componentId, String fqdd, String model, Duration prior) {
        return new Part(Timings.component(componentId, fqdd), bare(model), prior);
    }

    /** What a restart of a host takes beside the jobs that run meanwhile. */
    public static Part restart(String model, Duration prior) {
        return new Part(Timings.RESTART, bare(model), prior);
    }

    /** Until a host's configuration is kept. */
    public static Part profile(String model, Duration prior) {
        return new Part(Timings.PROFILE, bare(model), prior);
    }

    /** Until a host of this kind stands still. @param cluster null: it is in none */
    public static Part drain(String kind, String cluster, Duration prior) {
        return new Part(Timings.DRAIN + kind, bare(cluster), prior);
    }

    /** Until a host of this kind is back in service. */
    public static Part restore(String kind, String cluster, Duration prior) {
        return new Part(Timings.RESTORE + kind, bare(cluster), prior);
    }

    /** How long each should take; where nothing was learned yet, what the table says. One query, however many are asked for. */
    public Map<Part, Estimate> of(Collection<Part> parts) {
        Map<List<String>, List<Duration>> samples = new HashMap<>();
        jdbc.sql(SAMPLES)
                .params(
                        parts.stream().map(Part::component).toArray(String[]::new),
                        parts.stream().map(Part::model).toArray(String[]::new),
                        NEWEST)
                .query(row -> {
                    samples.computeIfAbsent(
                                    List.of(row.getString("component"), row.getString("model")),
                                    key -> new ArrayList<>())
                            .add(Duration.ofSeconds(row.getLong("seconds")));
                });
        Map<Part, Estimate> found = new LinkedHashMap<>();
        for (Part part : parts) {
            found.put(
                    part,
                    Expected.of(
                            part.prior(),
                            samples.getOrDefault(List.of(part.component(), part.model()), List.of()),
                            part.model()));
        }
        return found;
    }

    /** Takes some runs that have ended since, in one transaction; two hubs share them. @return how many these were */
    @Transactional
    public int learn(int most) {
        List<Long> ended = jdbc.sql(NEXT).params(most).query(Long.class).list();
        for (long id : ended) {
            List<Timings.Timing> timings = Timings.of(runs.story(id));
            String model = bare(runs.row(id).model());
            String cluster = bare(jdbc.sql(CLUSTER).param(id).query((row, n) -> row.getString(1)).list().stream()
                    .filter(Objects::nonNull)
                    .findFirst()
                    .orElse(null));
            jdbc.sql(SAVE)
                    .params(
                            id,
                            timings.stream().map(Timings.Timing::component).toArray(String[]::new),
                            timings.stream()
                                    .map(timing -> timing.ofHost() ? model : cluster)
                                    .toArray(String[]::new),
                            timings.stream()
                                    .map(timing -> pace.ofDevice(timing.took()).toSeconds())
                                    .toArray(Long[]::new))
                    .update();
        }
        jdbc.sql("update host_runs set timed = true where id = any(?)")
                .param(ended.toArray(Long[]::new))
                .update();
        return ended.size();
    }

    private static String bare(String model) {
        return model == null ? "unknown" : model.replaceFirst("^PowerEdge ", "");
    }
}
