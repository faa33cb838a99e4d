package io.farrier.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.farrier.HubTest;
import io.farrier.access.Person;
import io.farrier.ledger.Entry;
import io.farrier.ledger.Ledger;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;
import org.springframework.core.env.Environment;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What Prometheus is shown, and that its alerts look at what is there. */
@HubTest
class MetricsTest {

    private static final Path ALERTS = Path.of("config", "alerts.yaml");
    private static final Path PROMTOOL = Path.of("/usr/bin/promtool");

    @Autowired
    ApplicationContext hub;

    @Autowired
    Environment settings;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    Ledger ledger;

    private Person viewer;

    @BeforeEach
    void login() {
        viewer = Person.who(hub, "viewer");
    }

    private String scrape() {
        HttpResponse<String> said = viewer.get("/metrics");
        assertThat(said.statusCode()).as(said.body()).isEqualTo(200);
        return said.body();
    }

    /** A run that has ended, a subscription, a parked message: else some figures have no line. */
    private long happens() {
        long plan = jdbc.sql(
                        "insert into update_plans (name, state, selector, created_by) values ('metrics ' || gen_random_uuid(), 'paused', '{}', 'test') returning id")
                .query(Long.class)
                .single();
        long host = jdbc.sql("""
                        insert into hosts (mgmt_ip, mgmt_kind)
                        values ('127.20.170.1'::inet + (select count(*) from hosts), 'server') returning id
                        """).query(Long.class).single();
        long run = jdbc.sql("""
                        insert into host_runs (plan_id, host_id, wave, state, started_at, ended_at)
                        values (?, ?, 1, 'failed', now() - interval '20 minutes', now()) returning id
                        """).params(plan, host).query(Long.class).single();
        ledger.append(Entry.of("run:" + run, "run.submit-intended", "is to be sent")
                .run(run)
                .with(new Way("racadm")));
        ledger.append(Entry.of("run:" + run, "run.ended", "failed: a test").run(run));
        jdbc.sql("insert into subscriptions (name, kind, address, tx, event_id, created_by, state)"
                        + " values ('metrics ' || ?, 'message', 'queue:answer.metrics', '0', 0, 'test', 'paused')")
                .params(run)
                .update();
        return run;
    }

    private record Way(String transport) {}

    @Test
    void every_metric_that_an_alert_names_is_shown_and_none_has_a_host_or_an_address_in_it() throws IOException {
        happens();
        await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> assertThat(scrape())
                .contains("farrier_run_duration_seconds_count{outcome=\"failed\",transport=\"racadm\"}")
                .contains("farrier_plans{state=\"paused\"}")
                .contains("farrier_subscriptions{state=\"paused\"}")
                .contains("farrier_hosts{verdict=\"unjudged\"}"));
        String scrape = scrape();
        Set<String> shown = scrape.lines()
                .filter(line -> !line.startsWith("#") && !line.isBlank())
                .map(line -> line.split("[{ ]", 2)[0])
                .collect(Collectors.toCollection(TreeSet::new));
        shown.add("up");
        for (JsonNode rule : new YAMLMapper().readTree(ALERTS.toFile()).at("/groups/0/rules")) {
            String expression =
                    rule.path("expr").asText().replaceAll("\\{[^}]*}", "").replaceAll("\\([a-z ]+\\) \\(", "(");
            Matcher names = Pattern.compile("[a-z][a-z0-9]*_[a-z0-9_]+|up").matcher(expression);
            assertThat(names.find()).as(expression).isTrue();
            names.results().map(found -> found.group()).forEach(name -> assertThat(shown)
                    .as(rule.path("alert").asText())
                    .contains(name));
            assertThat(rule.at("/annotations/summary").asText()).isNotBlank();
        }
        assertThat(scrape).doesNotContain("127.20.", "127.0.0.1");
        long lines = scrape.lines().filter(line -> line.startsWith("farrier_")).count();
        assertThat(lines).as("lines of the hub's own figures").isLessThan(150);
        jdbc.sql("delete from subscriptions where name like 'metrics %'").update();
    }

    @Test
    void who_has_no_login_is_shown_nothing() throws Exception {
        HttpResponse<String> said = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(
                                        "http://localhost:" + settings.getProperty("server.port") + "/metrics"))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
        assertThat(said.statusCode()).isIn(302, 401);
        assertThat(said.body()).doesNotContain("farrier_");
    }

    @Test
    void promtool_takes_the_rules() throws Exception {
        assumeThat(PROMTOOL)
                .as("promtool of Prometheus; this test is skipped without it")
                .exists();
        Process process = new ProcessBuilder(PROMTOOL.toString(), "check", "rules", ALERTS.toString())
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes());
        assertThat(process.waitFor()).as(said).isZero();
    }
}
