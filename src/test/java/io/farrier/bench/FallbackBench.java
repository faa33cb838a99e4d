package io.farrier.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.farrier.lab.device.Fault;
import io.farrier.run.Rollout;
import io.farrier.transport.Bmc;
import io.farrier.transport.LabFleet;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * From the order that Redfish does not take any more to the job that the next transport has, beside the same on hosts whose
 * Redfish is well. Whole runs, one after the other; the times are the ledger's. The bar is a connection's time-out and one
 * request.
 */
@Tag("bench")
@Tag("fallback")
class FallbackBench {

    private static final int HOSTS = 20;

    private static final String FIRST = """
            select extract(epoch from (select at from events where run_id = r.id and type = 'run.submit-accepted' order by id limit 1)
                - (select at from events where run_id = r.id and type = 'run.submit-intended' order by id limit 1)),
                (select data ->> 'transport' from events where run_id = r.id and type = 'run.submit-intended'
                    and id < (select min(id) from events where run_id = r.id and type = 'run.submit-accepted')
                    order by id desc limit 1)
            from host_runs r where r.host_id = ?
            """;

    /** @param transport which one took it */
    private record Took(double seconds, String transport) {}

    @Test
    void from_a_dead_redfish_to_an_accepted_job() throws Exception {
        try (WarmHub hub = WarmHub.start(
                "fallback",
                "--farrier.pace.speed=120",
                "--farrier.pace.answer=5s",
                "--farrier.bell.sweep=0/1 * * * * ?",
                "--farrier.sweep.ports=8443",
                "--farrier.transport.ssh-port=2222")) {
            JdbcClient jdbc = hub.the(JdbcClient.class);
            double connect = Integer.parseInt(
                            hub.spring().getEnvironment().getRequiredProperty("camel.component.http.connect-timeout"))
                    / 1000.0;
            try (LabFleet fleet = LabFleet.start(jdbc, 71, HOSTS, "--speed=120", "--behind=bios", "--chassis=0")) {
                // As a fleet stands that was swept a moment ago: all is known of Redfish, and nothing bad.
                Rollout rollout = Rollout.in(hub.spring());
                rollout.learn(fleet);
                List<Took> well = new ArrayList<>();
                List<Took> dead = new ArrayList<>();
                for (int n = 0; n < HOSTS; n++) {
                    boolean dies = n % 2 == 1;
                    if (dies) {
                        fleet.lab().device(fleet.bmc(n).address()).fault(Fault.REDFISH_DEAD, true, null);
                    }
                    (dies ? dead : well).add(updated(rollout, jdbc, fleet.bmc(n)));
                }
                double request = median(well);
                double fallback = median(dead);
                System.out.printf(
                        Locale.ROOT,
                        "fallback: from the order to the job %.3f s by redfish (median of %d), %.3f s where redfish is dead,"
                                + " by %s (median of %d, the longest %.3f s)%n"
                                + "fallback: %.3f s, ratio %.3f to a connection's time-out and one request (%.1f s + %.3f s)%n",
                        request,
                        well.size(),
                        fallback,
                        dead.getFirst().transport(),
                        dead.size(),
                        dead.stream().mapToDouble(Took::seconds).max().orElseThrow(),
                        fallback,
                        fallback / (connect + request),
                        connect,
                        request);
                assertThat(dead).extracting(Took::transport).doesNotContain("redfish");
                assertThat(dead).allMatch(took -> took.seconds() <= connect + request);
            }
        }
    }

    private static Took updated(Rollout rollout, JdbcClient jdbc, Bmc bmc) {
        long plan = rollout.start(List.of(bmc.hostId()));
        rollout.endings(plan, 1, Duration.ofMinutes(3));
        return jdbc.sql(FIRST)
                .params(bmc.hostId())
                .query((row, n) -> new Took(row.getDouble(1), row.getString(2)))
                .single();
    }

    private static double median(List<Took> all) {
        return all.stream().map(Took::seconds).sorted().toList().get(all.size() / 2);
    }
}
