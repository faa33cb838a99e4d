package io.farrier.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.farrier.bell.Ring;
import io.farrier.catalog.Sync;
import io.farrier.catalog.Syncs;
import io.farrier.fleet.Hosts;
import io.farrier.plan.Plan;
import io.farrier.plan.PlanMoves;
import io.farrier.plan.Planning;
import io.farrier.plan.Plans;
import io.farrier.plan.Target;
import io.farrier.transport.Bmc;
import io.farrier.transport.LabFleet;
import io.farrier.window.Windows;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.camel.ProducerTemplate;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;

/** From a lab to a plan that has updated it, as an operator would do it, for tests that look at what became of the runs. */
public class Rollout {

    private static final String WHO = "anna";

    private static final Map<String, Object> EVERYBODY = Map.of(
            "waves", List.of("100%"),
            "concurrent", 1000,
            "stopAfter", 100_000,
            "cellStopAfter", 100_000,
            "cellStopPercent", 100,
            "unquiesced", true,
            // What another test has broken on purpose says nothing here.
            "acknowledged", List.of("failed-before"));

    private static final String ENDINGS = """
            select r.id, r.host_id, r.state, coalesce(r.reason, '') as reason,
                extract(epoch from coalesce(r.ended_at, now()) - r.created_at) as took
            from host_runs r where r.plan_id = ? order by r.id
            """;

    public static Rollout in(ApplicationContext hub) {
        return hub.getAutowireCapableBeanFactory().createBean(Rollout.class);
    }

    /** @param state where the run stands now; {@code reason} why, in words */
    public record Ending(long run, long host, String state, String reason, Duration took) {}

    @Autowired
    JdbcClient jdbc;

    @Autowired
    ProducerTemplate camel;

    @Autowired
    ObjectMapper json;

    @Autowired
    Hosts hosts;

    @Autowired
    Syncs syncs;

    @Autowired
    Windows windows;

    @Autowired
    Plans plans;

    @Autowired
    Planning planning;

    @Autowired
    PlanMoves moves;

    @Autowired
    Runs runs;

    /** Takes the lab's catalog as the only one, reads every host's inventory and compares. */
    public void learn(LabFleet fleet) {
        sync(fleet.lab().catalogUrl());
        compare(fleet);
    }

    public void compare(LabFleet fleet) {
        List<Long> ids = fleet.bmcs().stream().map(Bmc::hostId).toList();
        List<Long> unread = ids;
        // A busy machine may take longer than a connection's time-out.
        for (int round = 0; round < 5 && !unread.isEmpty(); round++) {
            try (ExecutorService readers = Executors.newFixedThreadPool(4)) {
                unread.forEach(id -> readers.submit(() ->
                        camel.sendBody("direct:fleet.inventory", hosts.byId(id).orElseThrow())));
            }
            unread = ids.stream().filter(this::unread).toList();
        }
        assertThat(unread).isEmpty();
        camel.sendBody("direct:compliance.evaluate", ids);
    }

    private boolean unread(long id) {
        return hosts.byId(id).orElseThrow().lastProblem() != null;
    }

    /** Catalogs of other tests' labs, which are gone, would offer packages that nobody serves. */
    private void sync(String source) {
        jdbc.sql("update catalogs set state = 'superseded' where source <> ? and state = 'current'")
                .params(source)
                .update();
        Syncs.Requested asked = syncs.request(source, WHO);
        ring(List.of(asked.ring()));
        await().atMost(Duration.ofSeconds(60))
                .until(() -> !syncs.find(asked.id()).orElseThrow().state().equals("running"));
        assertThat(syncs.find(asked.id()).map(Sync::state)).hasValue("completed");
    }

    /** What a plan for these hosts would promise, by host. */
    public Map<Long, Target> preview(List<Long> ids) {
        return preview(ids, EVERYBODY);
    }

    public Map<Long, Target> preview(List<Long> ids, Map<String, Object> policy) {
        return planning.preview(draft(ids, policy)).targets().stream()
                .collect(Collectors.toMap(Target::hostId, Function.identity(), (a, b) -> a, LinkedHashMap::new));
    }

    /** Starts the update of these hosts, all at once. Returns the plan. */
    public long start(List<Long> ids) {
        return start(ids, EVERYBODY);
    }

    /** Starts the update of these hosts as a policy says. Returns the plan. */
    public long start(List<Long> ids, Map<String, Object> policy) {
        return start(draft(ids, policy));
    }

    /** Starts the update of these hosts, all at once, in a window that closes then. Returns the plan. */
    long start(List<Long> ids, Instant closesAt) {
        return start(draft(ids, EVERYBODY, closesAt));
    }

    /** Brings hosts back to what they held before a plan. Returns the plan that does. */
    public long back(long plan, List<Long> ids) {
        Plan draft = draft(ids, EVERYBODY);
        return start(plans.add(
                new Plans.Draft(
                        "back " + plan,
                        draft.selector(),
                        null,
                        json.valueToTree(EVERYBODY),
                        draft.windowId(),
                        null,
                        plan),
                WHO));
    }

    /** Starts the update of these hosts; something happens before anybody has heard of it. */
    long start(List<Long> ids, Runnable meanwhile) {
        return start(draft(ids, EVERYBODY), meanwhile);
    }

    private long start(Plan draft) {
        return start(draft, () -> {});
    }

    private long start(Plan draft, Runnable meanwhile) {
        moves.approve(draft.id(), planning.preview(draft).hash(), WHO);
        List<Ring> rings = moves.start(draft.id(), WHO);
        meanwhile.run();
        ring(rings);
        return draft.id();
    }

    private Plan draft(List<Long> ids, Map<String, Object> policy) {
        return draft(ids, policy, Instant.now().plusSeconds(8 * 3600));
    }

    private Plan draft(List<Long> ids, Map<String, Object> policy, Instant closesAt) {
        Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        String name = "rollout " + System.nanoTime();
        long window = windows.add("of the " + name, now, closesAt.truncatedTo(ChronoUnit.SECONDS), WHO)
                .id();
        return plans.add(
                new Plans.Draft(name, json.valueToTree(Map.of("ids", ids)), json.valueToTree(policy), window), WHO);
    }

    /** Waits until every run of the plan has ended or asks a human. */
    public Map<Long, Ending> endings(long plan, int size, Duration within) {
        await().atMost(within)
                .pollInterval(Duration.ofMillis(500))
                .failFast(() -> assertThat(plans.byId(plan).state()).isNotEqualTo("cancelled"))
                .untilAsserted(() -> assertThat(unsettled(plan))
                        .as(() -> plans.byId(plan)
                                + ended(plan).values().stream().map(this::story).collect(Collectors.joining("\n")))
                        .isEmpty());
        Map<Long, Ending> endings = ended(plan);
        assertThat(endings).hasSize(size);
        return endings;
    }

    private Map<String, Long> unsettled(long plan) {
        Map<String, Long> open = ended(plan).values().stream()
                .filter(e -> !List.of("succeeded", "nothing-to-do", "failed", "cancelled", "unfinished", "human")
                        .contains(e.state()))
                .collect(Collectors.groupingBy(Ending::state, Collectors.counting()));
        long waiting = jdbc.sql("select count(*) from plan_targets t where plan_id = ? and not exists"
                        + " (select 1 from host_runs r where r.plan_id = t.plan_id and r.host_id = t.host_id)")
                .params(plan)
                .query(Long.class)
                .single();
        if (waiting > 0) {
            open.put("not admitted", waiting);
        }
        return open;
    }

    private Map<Long, Ending> ended(long plan) {
        return jdbc
                .sql(ENDINGS)
                .params(plan)
                .query((row, n) -> new Ending(
                        row.getLong("id"),
                        row.getLong("host_id"),
                        row.getString("state"),
                        row.getString("reason"),
                        Duration.ofMillis((long) (row.getDouble("took") * 1000))))
                .list()
                .stream()
                .collect(Collectors.toMap(Ending::host, Function.identity(), (a, b) -> b, LinkedHashMap::new));
    }

    void say(Ending ending, String decision) {
        ring(runs.answer(ending.run(), decision, "the test says so", WHO)
                .map(List::of)
                .orElseThrow());
    }

    public Ending answer(Ending ending, long plan, String decision, Duration within) {
        say(ending, decision);
        await().atMost(within)
                .until(() -> !unsettled(plan).isEmpty() || !state(ending).equals("human"));
        return endings(plan, ended(plan).size(), within).get(ending.host());
    }

    private String state(Ending ending) {
        return jdbc.sql("select state from host_runs where id = ?")
                .params(ending.run())
                .query(String.class)
                .single();
    }

    /** How often an event of this type was appended, by host. */
    Map<Long, Long> count(long plan, String type) {
        Map<Long, Long> counted = new LinkedHashMap<>();
        jdbc.sql("select host_id, count(*) as n from events where plan_id = ? and type = ? group by host_id")
                .params(plan, type)
                .query(row -> {
                    counted.put(row.getLong("host_id"), row.getLong("n"));
                });
        return counted;
    }

    /** The story of a run, one sentence a line: what a failed assertion shows. */
    public String story(Ending ending) {
        return String.join(
                "\n",
                jdbc.sql("select to_char(at, 'HH24:MI:SS.MS ') || sentence from events where run_id = ? order by id")
                        .params(ending.run())
                        .query(String.class)
                        .list());
    }

    /** The same of a run that may be under way. */
    String story(long plan, long host) {
        return story(ended(plan).get(host));
    }

    private void ring(List<Ring> rings) {
        camel.sendBody("direct:bell.rings", rings);
    }
}
