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
    }
}
