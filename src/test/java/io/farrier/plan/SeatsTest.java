package io.farrier.plan;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.farrier.HubTest;
import io.farrier.plan.PlanView.Seat;
import io.farrier.run.Promise;
import io.farrier.window.Windows;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.annotation.Transactional;

/** What a plan's next decision is told, as the database has it. Everything here is rolled back. */
@HubTest
@Transactional
class SeatsTest {

    @Autowired
    Plans plans;

    @Autowired
    Seats seats;

    @Autowired
    Windows windows;

    @Autowired
    JdbcClient jdbc;

    private final ObjectMapper json = new ObjectMapper();

    @Test
    void a_seat_says_where_its_host_stands_what_it_gets_until_when_and_what_became_of_it() {
        Instant now = Instant.now();
        long host = jdbc.sql("insert into hosts (mgmt_ip, mgmt_port, mgmt_kind, model, tags, health) values"
                        + " ('10.77.0.1', 443, 'server', 'PowerEdge R750', '{\"site\": \"ams\", \"rack\": \"r7\"}', 'Critical')"
                        + " returning id")
                .query(Long.class)
                .single();
        Instant closes = now.plusSeconds(3600).truncatedTo(java.time.temporal.ChronoUnit.SECONDS);
        long window = windows.add("seats " + host, now.minusSeconds(60), closes, "test")
                .id();
        Plan draft = plans.add(
                new Plans.Draft("seats " + host, json.valueToTree(Map.of("ids", List.of(host))), null, window), "test");
        Promise promise = new Promise("bios", "BIOS.Setup.1-1", "BIOS", "159", "1", "2", 1, "B.EXE", false, false, 1);
        Place place = new Place("R750", null, "ams", "r7", null);
        plans.approve(
                draft,
                List.of(new Target(
                        host,
                        "x",
                        1,
                        place,
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
        Seat seat = seats.view(plans.byId(draft.id()), now).seats().getFirst();
        assertThat(seat.place()).isEqualTo(place);
        assertThat(seat.cells()).containsExactly(Map.entry("bios", "BIOS 2 on R750"));
        assertThat(seat.longest()).isEqualTo(Duration.ofMinutes(30));
        assertThat(seat.time().until()).isEqualTo(closes);
        assertThat(seat.open()).isTrue();
        assertThat(seats.admitted(draft.id(), host, closes).minutes()).containsEntry(1, 20);
        jdbc.sql("insert into host_runs (plan_id, host_id, wave, state, failed, health_before, ended_at)"
                        + " values (?, ?, 1, 'failed', '[\"bios\"]', 'OK', now())")
                .params(draft.id(), host)
                .update();
        seat = seats.view(plans.byId(draft.id()), now).seats().getFirst();
        assertThat(seat.bad()).isTrue();
        assertThat(seat.failed()).containsExactly("bios");
        assertThat(seat.newFault()).isTrue();
        assertThat(newFault(draft, "OK", null, "OK", null)).as("as before").isFalse();
        assertThat(newFault(draft, "OK", "[\"FAN0001\"]", "OK", "[\"FAN0001\"]"))
                .as("it had that fault")
                .isFalse();
        assertThat(newFault(draft, "OK", "[\"FAN0001\"]", "OK", "[\"FAN0001\", \"PSU0003\"]"))
                .isTrue();
        assertThat(newFault(draft, "Warning", null, "OK", null))
                .as("it is better")
                .isFalse();
        assertThat(newFault(draft, null, null, "OK", null))
                .as("nobody knows how it was")
                .isNull();
        assertThat(newFault(draft, "OK", null, null, null))
                .as("nobody knows how it is")
                .isNull();
        jdbc.sql("update host_readiness set problem = 'it does not answer' where host_id = ?")
                .params(host)
                .update();
        assertThat(seats.view(plans.byId(draft.id()), now).seats().getFirst().newFault())
                .as("its BMC can't be read")
                .isNull();
        jdbc.sql("update host_readiness set problem = null where host_id = ?")
                .params(host)
                .update();
        status(host, "yellow");
        jdbc.sql("update host_runs set status_before = 'green' where host_id = ?")
                .params(host)
                .update();
        assertThat(newFault(draft, "OK", null, "OK", null))
                .as("its vCenter shows it worse")
                .isTrue();
        jdbc.sql("update host_runs set status_before = 'red' where host_id = ?")
                .params(host)
                .update();
        assertThat(newFault(draft, "OK", null, "OK", null)).isFalse();
    }

    /** Of the run of a plan's only host, with what was before it and what a look since has found. */
    private Boolean newFault(Plan plan, String before, String faultsBefore, String after, String faultsAfter) {
        jdbc.sql(
                        "update host_runs set health_before = ?, faults_before = ?::jsonb, ended_at = now() - interval '1 minute'"
                                + " where plan_id = ?")
                .params(before, faultsBefore, plan.id())
                .update();
        jdbc.sql("update hosts set health = null where id in (select host_id from plan_targets where plan_id = ?)")
                .params(plan.id())
                .update();
        jdbc.sql(
                        "insert into host_readiness (host_id, facts, risks, codes, health)"
                                + " select host_id, jsonb_build_object('condition', jsonb_build_object('faults', ?::jsonb)), '[]', '{}', ?"
                                + " from plan_targets where plan_id = ?"
                                + " on conflict (host_id) do update set facts = excluded.facts, health = excluded.health, read_at = now()")
                .params(faultsAfter, after, plan.id())
                .update();
        return seats.view(plans.byId(plan.id()), Instant.now())
                .seats()
                .getFirst()
                .newFault();
    }

    private void status(long host, String status) {
        String name = "https://seats-" + host;
        jdbc.sql("""
                        with c as (insert into credentials (name, kind, username, vault_path, created_by) values (?, 'vcenter', 'x', 'local:x', 'anna') returning id),
                            v as (insert into vcenters (name, url, credential_id, synced_at, due_at, created_by)
                                select ?, ?, id, now(), now() + interval '10 years', 'anna' from c returning id)
                        insert into vcenter_hosts (vcenter_id, moid, name, maintenance, overall_status, host_id)
                        select id, 'host-1', 'esx1', false, ?, ? from v
                        """).params(name, name, name, status, host).update();
    }
}
