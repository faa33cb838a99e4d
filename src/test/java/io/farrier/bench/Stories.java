package io.farrier.bench;

import io.farrier.bell.Bell;
import io.farrier.bell.Kind;
import io.farrier.bell.Ring;
import io.farrier.ledger.Entry;
import io.farrier.ledger.Ledger;
import io.farrier.run.Promise;
import io.farrier.run.RunEvent;
import io.farrier.transport.Jobs;
import io.farrier.transport.UpdateMode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Runs in the middle of their story: real rows, real events, and a decision that is the same at every turn. */
final class Stories {

    /** Longer than any benchmark. */
    private static final Duration NEVER = Duration.ofDays(10);

    private static final List<Promise> PROMISES = List.of(
            promise("BIOS.Setup.1-1", "BIOS", "159", "2.19.1", "2.21.2"),
            promise("NIC.Integrated.1-1-1", "Broadcom Gigabit Ethernet", "104377", "22.31.6", "22.41.8"),
            promise("RAID.SL.3-1", "PERC H755 Front", "109773", "52.21.0", "52.26.0"));

    private final JdbcClient jdbc;
    private final Ledger ledger;

    Stories(JdbcClient jdbc, Ledger ledger) {
        this.jdbc = jdbc;
        this.ledger = ledger;
    }

    /**
     * Runs whose order to restart was never answered: they wait, days, until its effect must be visible. A turn of theirs
     * asks nobody, so it is one commit. 14 events.
     */
    List<Ring> waiting(int network, int runs) {
        return runs(
                network,
                runs,
                staged(List.of(new RunEvent.ResetIntended(
                        "GracefulRestart", 0, "redfish", Instant.now().plus(NEVER)))));
    }

    /** Runs whose device works on three jobs: each turn asks how they are, so it is two commits. 16 events. */
    List<Ring> polling(int network, int runs) {
        return runs(
                network,
                runs,
                staged(List.of(
                        new RunEvent.ResetIntended("GracefulRestart", 0, "redfish", Instant.now()),
                        new RunEvent.ResetOrdered("GracefulRestart", 0),
                        moved("RUNNING"))));
    }

    /** What a device answers to {@link #polling}: everything is as it was. */
    static Jobs stillRunning() {
        return new Jobs(IntStream.range(0, PROMISES.size())
                .mapToObj(n -> new Jobs.Job(
                        jid(n), "Firmware Update", "FirmwareUpdate", "Running", 20, "RED020", "Job in progress."))
                .toList());
    }

    /** How many turns the runs of a network have had. */
    long turns(int network) {
        return jdbc.sql("select sum(r.turn) from host_runs r join update_plans p on p.id = r.plan_id where p.name = ?")
                .params(plan(network))
                .query(Long.class)
                .single();
    }

    /** Ends them: bells that are still under way are dropped by the claim. */
    void end(int network) {
        jdbc.sql(
                        "update host_runs set state = 'cancelled' where plan_id = (select id from update_plans where name = ?)")
                .params(plan(network))
                .update();
    }

    private List<Ring> runs(int network, int runs, List<RunEvent> story) {
        long plan = jdbc.sql("insert into update_plans (name, selector, state, created_by)"
                        + " values (?, '{}', 'paused', 'bench') returning id")
                .params(plan(network))
                .query(Long.class)
                .single();
        List<Ring> bells = new ArrayList<>();
        for (int n = 0; n < runs; n++) {
            long host = jdbc.sql("insert into hosts (mgmt_ip, mgmt_kind, model, service_tag)"
                            + " values (?::inet, 'server', 'PowerEdge R750', ?) returning id")
                    .params("10.%d.%d.%d".formatted(network, n / 250, n % 250 + 1), "BENCH" + n)
                    .query(Long.class)
                    .single();
            // Due in days, so that the sweep for lost bells leaves them alone.
            long run = jdbc.sql("insert into host_runs (plan_id, host_id, wave, state, due_at)"
                            + " values (?, ?, 1, 'working', now() + interval '10 days') returning id")
                    .params(plan, host)
                    .query(Long.class)
                    .single();
            for (RunEvent event : story) {
                ledger.append(Entry.of("run:" + run, type(event), "R750 BENCH%d %s".formatted(n, event.says()))
                        .run(run)
                        .host(host)
                        .plan(plan)
                        .with(event));
            }
            bells.add(Ring.now(Kind.RUN, new Bell(run, 0)));
        }
        return bells;
    }

    /** From the admission until everything is on the device, and what comes after. */
    private static List<RunEvent> staged(List<RunEvent> after) {
        List<RunEvent> story = new ArrayList<>();
        story.add(new RunEvent.Admitted(PROMISES, "graceful"));
        story.add(new RunEvent.FilesReady(
                Map.of("159", "a".repeat(64), "104377", "b".repeat(64), "109773", "c".repeat(64))));
        story.add(new RunEvent.Checked("On", Instant.now().minus(Duration.ofDays(3)), List.of("JID_736473823456")));
        for (int n = 0; n < PROMISES.size(); n++) {
            Promise promise = PROMISES.get(n);
            story.add(new RunEvent.SubmitIntended(
                    promise.key(),
                    "redfish",
                    "redfish: the only one",
                    new UpdateMode(UpdateMode.Kind.SIMPLE_UPDATE, "the BMC can fetch the package itself", true),
                    "/files/" + "t".repeat(43) + "/" + promise.fileName(),
                    Instant.now(),
                    List.of("JID_736473823456"),
                    promise.label()));
            story.add(new RunEvent.SubmitAccepted(promise.key(), jid(n), false, promise.label()));
            story.add(new RunEvent.JobsMoved(List.of(move(n, "STAGED"))));
        }
        story.add(new RunEvent.Waits("RED024", "the Lifecycle Controller is in use"));
        story.add(new RunEvent.Resumed("RED024"));
        story.addAll(after);
        return story;
    }

    private static RunEvent moved(String phase) {
        return new RunEvent.JobsMoved(IntStream.range(0, PROMISES.size())
                .mapToObj(n -> move(n, phase))
                .toList());
    }

    private static RunEvent.Move move(int n, String phase) {
        Promise promise = PROMISES.get(n);
        return new RunEvent.Move(
                promise.key(), jid(n), phase, "JCP001", "Task successfully scheduled.", promise.label());
    }

    private static Promise promise(String fqdd, String name, String component, String from, String to) {
        return new Promise(
                "Installed-" + component + "-" + from + "__" + fqdd,
                fqdd,
                name,
                component,
                from,
                to,
                1,
                name.replace(' ', '-') + "_" + to + "_WN64.EXE",
                false,
                false,
                0);
    }

    private static String jid(int n) {
        return "JID_73647382350" + n;
    }

    private static String plan(int network) {
        return "bench " + network;
    }

    private static String type(RunEvent event) {
        return "run."
                + event.getClass()
                        .getSimpleName()
                        .replaceAll("(?<=[a-z])(?=[A-Z])", "-")
                        .toLowerCase(Locale.ROOT);
    }
}
