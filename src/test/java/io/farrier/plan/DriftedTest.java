package io.farrier.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.farrier.HubTest;
import io.farrier.readiness.Facts;
import io.farrier.readiness.Readings;
import io.farrier.readiness.Rules;
import io.farrier.run.Promise;
import io.farrier.transport.Condition;
import io.farrier.transport.Readiness;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.annotation.Transactional;

/** Whether a host is still what was approved, immediately before its run. Everything here is rolled back. */
@HubTest
@Transactional
class DriftedTest {

    @Autowired
    Plans plans;

    @Autowired
    Seats seats;

    @Autowired
    Readings readings;

    @Autowired
    JdbcClient jdbc;

    private final ObjectMapper json = new ObjectMapper();

    @Autowired
    Policies policies;

    private long host;
    private long offered;
    private Plan plan;

    @BeforeEach
    void approved() {
        approved(Map.of());
    }

    private void approved(Map<String, Object> policy) {
        String tag = "D" + Long.toString(System.nanoTime(), 36).toUpperCase(java.util.Locale.ROOT);
        host = jdbc.sql("insert into hosts (mgmt_ip, mgmt_port, mgmt_kind, service_tag, model)"
                        + " values ('10.77.1.0'::inet + (random() * 200)::int, 1 + (random() * 60000)::int, 'server', ?, 'R750')"
                        + " returning id")
                .params(tag)
                .query(Long.class)
                .single();
        jdbc.sql(
                        "insert into components (host_id, fqdd, inventory_id, name, version) values (?, 'BIOS.Setup.1-1', 'bios', 'BIOS', '1')")
                .params(host)
                .update();
        long catalog = jdbc.sql(
                        "insert into catalogs (source, state) values ('test:drifted', 'superseded') returning id")
                .query(Long.class)
                .single();
        offered = jdbc.sql(
                        "insert into packages (catalog_id, path, file_name, name, component_type, package_type, vendor_version)"
                                + " values (?, 'B', 'B.EXE', 'BIOS', 'BIOS', 'LW64', '2') returning id")
                .params(catalog)
                .query(Long.class)
                .single();
        plan = plans.add(
                new Plans.Draft(
                        "drifted " + host,
                        json.valueToTree(Map.of("ids", List.of(host))),
                        json.valueToTree(policy),
                        null),
                "test");
        Promise promise =
                new Promise("bios", "BIOS.Setup.1-1", "BIOS", "159", "1", "2", offered, "B.EXE", false, false, 1, null);
        plans.approve(
                plan,
                List.of(new Target(
                        host,
                        "x",
                        1,
                        new Place("R750", null, null, null, null),
                        List.of(promise),
                        Duration.ofMinutes(20),
                        Duration.ofMinutes(30),
                        "graceful",
                        null,
                        false,
                        Map.of(1, 20),
                        new Target.Forecast(null, 1, 5L, Map.of(), List.of(), List.of()))),
                "hash",
                "test");
    }

    private String why() {
        return seats.drifted(seats.view(plan, Instant.now()), List.of(host)).get(host);
    }

    private void installed(String version) {
        jdbc.sql("update components set version = ? where host_id = ?")
                .params(version, host)
                .update();
    }

    private void read(String lockdown, String powerSupplies) {
        Facts facts = new Facts(
                null,
                new Readiness("Ready", "OutOfPOST", "Ready"),
                new Condition("OK", powerSupplies, lockdown, "Enabled", null, null, null, Map.of()),
                null,
                List.of(),
                null,
                null,
                null);
        readings.save(host, facts, Rules.risks(facts));
    }

    @Test
    void a_host_that_is_as_it_was_may_begin_also_when_somebody_has_installed_the_same_already() {
        assertThat(why()).isNull();
        installed("2");
        assertThat(why()).isNull();
    }

    @Test
    void another_version_another_server_and_a_package_that_is_gone_are_told() {
        installed("1.5");
        assertThat(why()).isEqualTo("BIOS was 1 when it was approved and is 1.5 now");
        jdbc.sql("delete from packages where id = ?").params(offered).update();
        assertThat(why()).isEqualTo("BIOS can't be installed: its package is no longer here");
        jdbc.sql("update hosts set service_tag = 'OTHER01' where id = ?")
                .params(host)
                .update();
        assertThat(why()).isEqualTo("another server is at its address: service tag OTHER01");
    }

    @Test
    void what_blocks_it_now_is_told_and_what_only_asks_is_taken_where_the_policy_acknowledges_it() {
        read("Disabled", "Degraded");
        assertThat(why()).startsWith("its power supplies are Degraded");
        plan = plans.byId(plan.id());
        approved(Map.of("acknowledged", List.of("power")));
        read("Disabled", "Degraded");
        assertThat(why()).isNull();
        read("Enabled", "Degraded");
        assertThat(why()).startsWith("System Lockdown mode is on");
    }

    @Test
    void a_host_that_came_into_a_cluster_or_needs_a_standstill_now_is_told() {
        jdbc.sql("update hosts set tags = '{\"quiesce\": \"webhook\"}' where id = ?")
                .params(host)
                .update();
        assertThat(why())
                .isEqualTo("it is brought to a standstill by webhook now, and that was nothing when it was approved");
        jdbc.sql("update hosts set tags = '{\"cluster\": \"east\"}' where id = ?")
                .params(host)
                .update();
        assertThat(why()).isEqualTo("it is in the cluster east now, and was in none");
    }

    @Test
    void a_risk_that_its_site_takes_is_taken_at_its_admission_too() {
        jdbc.sql("update hosts set tags = jsonb_build_object('site', 'drifted-' || id) where id = ?")
                .params(host)
                .update();
        read("Disabled", "Degraded");
        assertThat(why()).startsWith("its power supplies are Degraded");
        policies.state("site", "drifted-" + host, json.valueToTree(Map.of("acknowledged", List.of("power"))), "test");
        assertThat(why()).isNull();
    }

    @Test
    void who_was_not_begun_when_its_plan_was_cancelled_is_not_begun_by_trying_the_failed_ones_again() {
        plans.move(plan.id(), List.of("approved"), "cancelled", "plan.cancelled", "was cancelled", "test");
        assertThat(seats.retryFailed(plan.id())).isZero();
        assertThat(seats.view(plans.byId(plan.id()), java.time.Instant.now()).seats())
                .singleElement()
                .satisfies(seat -> assertThat(seat.open()).isFalse());
    }

    @Test
    void packages_that_name_none_are_no_plan_for_everything() {
        assertThatThrownBy(() -> new Plans.Draft("x", json.createObjectNode(), List.of(), null, null, null))
                .hasMessageContaining("packages names none");
    }

    @Test
    void go_is_not_said_of_a_wave_that_is_under_way() {
        jdbc.sql("update update_plans set wave = 1, state = 'running' where id = ?")
                .params(plan.id())
                .update();
        jdbc.sql("insert into host_runs (plan_id, host_id, wave) values (?, ?, 1)")
                .params(plan.id(), host)
                .update();
        assertThatThrownBy(() -> plans.say(plan.id(), 1, true, null, "test")).hasMessageContaining("is not done yet");
        plans.say(plan.id(), 1, false, "smoke", "test");
    }

    @Test
    void whoever_was_turned_away_is_over_and_may_be_tried_again() {
        seats.refuse(plan.id(), host, "x");
        plan = plans.byId(plan.id());
        assertThat(seats.view(plan, java.time.Instant.now()).seats())
                .singleElement()
                .satisfies(seat -> assertThat(seat.refused() && seat.over() && !seat.bad() && !seat.open())
                        .isTrue());
        assertThat(seats.retryFailed(plan.id())).isEqualTo(1);
        assertThat(seats.view(plan, java.time.Instant.now()).seats().getFirst().open())
                .isTrue();
    }
}
