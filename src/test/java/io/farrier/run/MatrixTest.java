package io.farrier.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.farrier.HubTest;
import io.farrier.lab.device.Fault;
import io.farrier.plan.Target;
import io.farrier.run.Rollout.Ending;
import io.farrier.transport.Bmc;
import io.farrier.transport.LabFleet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Every fault that befalls a device, over every transport that is left, at every stage of a run; all at once, a host each.
 * What was tried and how it ended goes to {@code docs/faults.md}.
 */
@Tag("faults")
@HubTest
class MatrixTest {

    /** The transports that serve, and what is dead before them. */
    private record Way(String name, List<Fault> dead) {}

    private static final List<Way> WAYS =
            List.of(
                    new Way("redfish", List.of()),
                    new Way("wsman", List.of(Fault.REDFISH_DEAD)),
                    new Way("racadm", List.of(Fault.REDFISH_DEAD, Fault.WSMAN_DEAD)),
                    new Way("ssh", List.of(Fault.REDFISH_DEAD, Fault.WSMAN_DEAD, Fault.RACADM_DEAD)));

    /** When it begins; {@code event}: after this one of the run's, null from the beginning. */
    private enum Stage {
        BEFORE("before the run", null),
        STAGING("once the first package is taken", "run.submit-accepted"),
        RESTARTING("once the restart is ordered", "run.reset-ordered");

        private final String words;
        private final String event;

        Stage(String words, String event) {
            this.words = words;
            this.event = event;
        }
    }

    /** What is dead is a column, not a row. */
    private static final List<Trial> TRIALS = Trial.MENU.stream()
            .filter(trial -> !trial.fault().word().endsWith("-dead"))
            .toList();

    private record Cell(Trial trial, Way way, Stage stage) {}

    /** After such an answer no other way may be tried. */
    private static final String FELL_BACK = """
            select r.sentence from events r join events i on i.run_id = r.run_id and i.id > r.id and i.type = 'run.submit-intended'
                and i.data ->> 'key' = r.data ->> 'key'
            join events b on b.run_id = r.run_id and b.id < r.id and b.type = 'run.submit-intended'
                and b.data ->> 'key' = r.data ->> 'key'
            where r.plan_id = ? and r.type = 'run.submit-refused' and r.data ->> 'word' <> 'next-transport'
                and i.data ->> 'transport' <> b.data ->> 'transport'
            """;

    private static final String TRIED = """
            select data ->> 'transport' from events where run_id = ? and type in ('run.submit-intended', 'run.reset-intended')
            order by id
            """;

    @Autowired
    ApplicationContext hub;

    @Autowired
    JdbcClient jdbc;

    private Rollout rollout;

    @Test
    void every_fault_on_every_way_at_every_stage_ends_without_a_second_submit_or_a_wrong_fallback() throws IOException {
        rollout = Rollout.in(hub);
        List<Cell> cells = cells();
        try (LabFleet fleet = LabFleet.start(jdbc, 100, 2 * cells.size(), "--speed=" + HubTest.SPEED)) {
            rollout.learn(fleet);
            Map<Long, Target> targets =
                    rollout.preview(fleet.bmcs().stream().map(Bmc::hostId).toList());
            Fates fates = new Fates(rollout, fleet, targets);
            Map<Long, Cell> hosts = assign(cells, targets);
            hosts.forEach((host, cell) -> {
                cell.way().dead().forEach(dead -> fates.witness(host).device().fault(dead, true, null));
                if (cell.stage() == Stage.BEFORE) {
                    cell.trial().befall(fates.witness(host).device());
                }
            });
            long plan = rollout.start(List.copyOf(hosts.keySet()));
            befall(plan, hosts, fates);
            Map<Long, Ending> endings = rollout.endings(plan, hosts.size(), Duration.ofMinutes(10));
            write(hosts, endings);
            fates.assertHonest(plan, endings);
            assertThat(jdbc.sql(FELL_BACK).params(plan).query(String.class).list())
                    .as("tried another way after an answer that is no reason for it")
                    .isEmpty();
        }
    }

    private static List<Cell> cells() {
        List<Cell> cells = new ArrayList<>();
        for (Trial trial : TRIALS) {
            for (Way way : WAYS) {
                for (Stage stage : Stage.values()) {
                    cells.add(new Cell(trial, way, stage));
                }
            }
        }
        return cells;
    }

    /** A host for each cell: with something to stage, and of a generation that speaks everything. */
    private Map<Long, Cell> assign(List<Cell> cells, Map<Long, Target> targets) {
        Set<Long> all = new HashSet<>(jdbc.sql("select id from hosts where generation <> '17G'")
                .query(Long.class)
                .list());
        List<Long> free = targets.values().stream()
                .filter(target -> all.contains(target.hostId()))
                .filter(target -> Trial.Needs.WSMAN.metBy(target.promises(), false))
                .map(Target::hostId)
                .collect(Collectors.toCollection(ArrayList::new));
        assertThat(free).hasSizeGreaterThanOrEqualTo(cells.size());
        Map<Long, Cell> hosts = new LinkedHashMap<>();
        cells.forEach(cell -> hosts.put(free.removeFirst(), cell));
        return hosts;
    }

    /** Each fault begins when its host's run has come to its stage, or not at all where it never does. */
    private void befall(long plan, Map<Long, Cell> hosts, Fates fates) {
        Set<Long> open = hosts.entrySet().stream()
                .filter(entry -> entry.getValue().stage() != Stage.BEFORE)
                .map(Map.Entry::getKey)
                .collect(Collectors.toCollection(HashSet::new));
        await().atMost(Duration.ofMinutes(8)).pollInterval(Duration.ofMillis(20)).until(() -> {
            for (Stage stage : List.of(Stage.STAGING, Stage.RESTARTING)) {
                Set<Long> there = rollout.count(plan, stage.event).keySet();
                open.removeIf(host -> {
                    boolean now = hosts.get(host).stage() == stage && there.contains(host);
                    if (now) {
                        hosts.get(host).trial().befall(fates.witness(host).device());
                    }
                    return now;
                });
            }
            Set<Long> over = jdbc.sql("select host_id from host_runs where plan_id = ? and (ended_at is not null or state = 'human')")
                    .params(plan)
                    .query(Long.class)
                    .set();
            open.removeAll(over);
            return open.isEmpty();
        });
    }

    private void write(Map<Long, Cell> hosts, Map<Long, Ending> endings) throws IOException {
        StringBuilder page = new StringBuilder("""
                # Every fault, over every way, at every stage

                Written by `MatrixTest` (`mvn -q verify -Pfaults`): what a device of the lab did, from when on, and how its run
                ended. In each cell: the transports that were given an order, in their order, and the ending.

                | fault | begins |""");
        WAYS.forEach(way -> page.append(' ')
                .append(way.dead().isEmpty() ? way.name() : way.name() + " (dead: "
                        + way.dead().stream().map(dead -> dead.word().replace("-dead", "")).collect(Collectors.joining(", ")) + ")")
                .append(" |"));
        page.append("\n|---|---|").append("---|".repeat(WAYS.size())).append('\n');
        for (Trial trial : TRIALS) {
            for (Stage stage : Stage.values()) {
                page.append("| ").append(trial.fault().word()).append(" | ").append(stage.words).append(" |");
                hosts.forEach((host, cell) -> {
                    if (cell.trial() == trial && cell.stage() == stage) {
                        page.append(' ').append(cell(endings.get(host))).append(" |");
                    }
                });
                page.append('\n');
            }
        }
        Files.writeString(Path.of("docs/faults.md"), page);
    }

    private String cell(Ending ending) {
        String tried = jdbc.sql(TRIED).params(ending.run()).query(String.class).list().stream()
                .distinct()
                .collect(Collectors.joining(", "));
        return (tried.isEmpty() ? "nothing" : tried) + ": " + ending.state();
    }
}
