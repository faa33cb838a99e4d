package io.farrier.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.farrier.bell.Ring;
import io.farrier.plan.Plan;
import io.farrier.plan.PlanMoves;
import io.farrier.plan.Planning;
import io.farrier.plan.Plans;
import io.farrier.window.Windows;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What it costs to plan for ten thousand hosts, and to decide who begins while two thousand are under way. */
@Tag("bench")
@Tag("planning")
class PlanningBench {

    private static final int HOSTS = 10_000;
    private static final int LIVE = 2_000;
    private static final double MOST_SECONDS = 5;
    private static final double MOST_MILLIS = 5;
    private static final Map<String, Object> POLICY = Map.of(
            "waves",
            List.of("100%"),
            "concurrent",
            1000,
            "perCluster",
            "table",
            "soakMinutes",
            0,
            "stopAfter",
            10_000,
            "unquiesced",
            true);

    @Test
    void ten_thousand_hosts_are_planned_and_admitted_beside_two_thousand_runs() throws Exception {
        try (WarmHub hub = WarmHub.start(
                "planning",
                "--farrier.plan.caps.hosts=100000",
                "--farrier.plan.caps.share=100",
                "--farrier.pace.lease=600s")) {
            Fleet.make(hub, HOSTS, 900, 200);
            JdbcClient jdbc = hub.the(JdbcClient.class);
            // No run takes a turn: what is measured is who may begin, not what becomes of them.
            hub.camel().getRouteController().stopRoute("run.step");
            hub.camel().getRouteController().stopRoute("plan.tick");
            Planning planning = hub.the(Planning.class);
            Plan plan = draft(hub, Map.of("generations", List.of("15G")), "all");
            double first = seconds(() -> planning.preview(plan));
            double again = seconds(() -> planning.preview(plan));
            Planning.Preview preview = planning.preview(plan);
            assertThat(preview.targets()).hasSize(HOSTS);
            hub.the(PlanMoves.class).approve(plan.id(), preview.hash(), "one");
            // So many want two people: the second one's word freezes them.
            double approved = seconds(() -> hub.the(PlanMoves.class).approve(plan.id(), preview.hash(), "two"));
            jdbc.sql(
                            "insert into host_runs (plan_id, host_id, wave, state, started_at) select plan_id, host_id, wave, 'working', now()"
                                    + " from plan_targets where plan_id = ? order by host_id desc limit ?")
                    .params(plan.id(), LIVE)
                    .update();
            jdbc.sql("analyze").update();
            List<Ring> bells = hub.the(PlanMoves.class).start(plan.id(), "bench");
            jdbc.sql("update update_plans set policy = jsonb_set(policy, '{concurrent}', '3000') where id = ?")
                    .params(plan.id())
                    .update();
            long before = runs(jdbc, plan);
            hub.camel().getRouteController().startRoute("plan.tick");
            Instant began = Instant.now();
            hub.camel().createProducerTemplate().sendBody("direct:bell.rings", bells);
            long last = before;
            Instant end = began;
            while (Duration.between(end, Instant.now()).toSeconds() < 10) {
                long now = runs(jdbc, plan);
                if (now > last) {
                    end = Instant.now();
                    last = now;
                }
                Thread.sleep(50);
            }
            long admitted = last - before;
            double took = Duration.between(began, end).toMillis() / 1000.0;
            System.out.printf(
                    Locale.ROOT,
                    "planning: %,d hosts of %,d in a preview of %.2f s the first time, %.2f s again; frozen in %.2f s%n"
                            + "planning: %,d runs in flight, %,d admitted in %.2f s: %.2f ms each%n",
                    preview.targets().size(),
                    HOSTS,
                    first,
                    again,
                    approved,
                    LIVE,
                    admitted,
                    took,
                    took * 1000 / Math.max(1, admitted));
            assertThat(admitted).isPositive();
            assertThat(first).as("seconds of a preview").isLessThanOrEqualTo(MOST_SECONDS);
            assertThat(took * 1000 / admitted)
                    .as("ms for each that is admitted")
                    .isLessThanOrEqualTo(MOST_MILLIS);
        }
    }

    private static long runs(JdbcClient jdbc, Plan plan) {
        return jdbc.sql("select count(*) from host_runs where plan_id = ?")
                .params(plan.id())
                .query(Long.class)
                .single();
    }

    static Plan draft(WarmHub hub, Map<String, Object> selector, String name) {
        ObjectMapper json = hub.the(ObjectMapper.class);
        Instant now = Instant.now();
        long window = hub.the(Windows.class)
                .add(name, now.minusSeconds(5), now.plus(Duration.ofDays(30)), "bench")
                .id();
        return hub.the(Plans.class)
                .add(new Plans.Draft(name, json.valueToTree(selector), json.valueToTree(POLICY), window), "bench");
    }

    static double seconds(Runnable work) {
        long began = System.nanoTime();
        work.run();
        return (System.nanoTime() - began) / 1e9;
    }
}
