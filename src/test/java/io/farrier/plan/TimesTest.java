package io.farrier.plan;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.farrier.HubTest;
import io.farrier.access.Person;
import io.farrier.plan.PlanView.Time;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;

/** When a plan's hosts may be worked on, where calendars, windows and blackouts meet. */
@HubTest
class TimesTest {

    @Autowired
    ApplicationContext hub;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    Plans plans;

    @Autowired
    Times times;

    private final ObjectMapper json = new ObjectMapper();
    private final Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    private final String site = "times-" + System.nanoTime();
    private long host;
    private long elsewhere;

    @BeforeEach
    void hosts() {
        host = host(site);
        elsewhere = host(site + "-b");
    }

    @AfterEach
    void forget() {
        jdbc.sql("update calendars set removed_at = now() where name like ?")
                .params(site + "%")
                .update();
        jdbc.sql("delete from blackouts where name like ?").params(site + "%").update();
    }

    private long host(String place) {
        return jdbc.sql("insert into hosts (mgmt_ip, mgmt_port, mgmt_kind, tags) values"
                        + " ('10.78.0.0'::inet + (random() * 60000)::int, 1 + (random() * 60000)::int, 'server',"
                        + " jsonb_build_object('site', ?::text)) returning id")
                .params(place)
                .query(Long.class)
                .single();
    }

    /** Open each day for two hours, from an hour ago in UTC. */
    private long calendar(String name, String scope) {
        LocalDateTime start =
                LocalDateTime.ofInstant(now, ZoneOffset.UTC).minusHours(1).minusDays(3);
        HttpResponse<String> made = Person.who(hub, "approver")
                .post("/api/v1/calendars", """
                {"name": "%s", "rrule": "FREQ=DAILY", "start": "%s", "duration": "PT2H", "zone": "UTC"%s}""".formatted(name, start.truncatedTo(ChronoUnit.MINUTES), scope));
        assertThat(made.statusCode()).as(made.body()).isEqualTo(201);
        return Person.json(made).path("id").asLong();
    }

    private Plan plan(Long calendar) {
        return plans.add(
                new Plans.Draft(
                        site + System.nanoTime(),
                        json.valueToTree(Map.of("ids", List.of(host, elsewhere))),
                        null,
                        null,
                        null,
                        calendar),
                "test");
    }

    @Test
    void a_plan_with_a_calendar_works_in_its_openings_one_after_the_other() {
        Time time = times.of(plan(calendar(site, "")), List.of(host), now).get(host);
        Instant closes = now.truncatedTo(ChronoUnit.MINUTES).plus(1, ChronoUnit.HOURS);
        assertThat(time.until()).isEqualTo(closes);
        assertThat(time.next()).isEqualTo(closes.plus(22, ChronoUnit.HOURS));
    }

    @Test
    void what_binds_the_place_of_a_host_binds_it_in_every_plan_and_a_blackout_closes_all() {
        long calendar = calendar(site, "");
        calendar(site + " bound", ", \"scope\": {\"datacenter\": \"" + site + "\"}");
        Plan none = plan(null);
        Map<Long, Time> found = times.of(none, List.of(host, elsewhere), now);
        assertThat(found.get(host).until()).isAfter(now);
        assertThat(found.get(elsewhere).until()).isNull();
        assertThat(found.get(elsewhere).why()).contains("No calendar is for this host");
        HttpResponse<String> made = Person.who(hub, "approver")
                .post("/api/v1/blackouts", """
                {"name": "%s", "from": "%s", "to": "%s", "reason": "quarter's end", "scope": {"datacenter": "%s"}}""".formatted(site, now.minusSeconds(60), now.plusSeconds(600), site));
        assertThat(made.statusCode()).as(made.body()).isEqualTo(201);
        found = times.of(plan(calendar), List.of(host, elsewhere), now);
        assertThat(found.get(host).until()).isNull();
        assertThat(found.get(host).next()).isEqualTo(now.plusSeconds(600));
        assertThat(found.get(host).why()).contains("quarter's end");
        assertThat(found.get(elsewhere).until()).isAfter(now);
    }
}
