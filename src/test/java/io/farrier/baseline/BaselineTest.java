package io.farrier.baseline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.farrier.HubTest;
import io.farrier.access.Person;
import io.farrier.compliance.Compliance;
import io.farrier.compliance.Evidence;
import io.farrier.compliance.Finding;
import io.farrier.compliance.Verdict;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.apache.camel.ProducerTemplate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;

/** From what a person says is good to the verdicts, over the API of a whole hub. */
@HubTest
class BaselineTest {

    private static final Duration SOON = Duration.ofSeconds(30);

    @Autowired
    ApplicationContext hub;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    ProducerTemplate camel;

    @Autowired
    Compliance compliance;

    /** A model of this test's own, so that no other's baseline is for it. */
    private final String model = "PowerEdge B" + ThreadLocalRandom.current().nextInt(100_000);

    private final String system = "%04X".formatted(ThreadLocalRandom.current().nextInt(0x10000));
    private Person approver;
    private long catalog;
    private long host;

    @BeforeEach
    void host() {
        approver = Person.who(hub, "approver");
        catalog = jdbc.sql("insert into catalogs (source, state) values (?, 'current') returning id")
                .params("test:" + model)
                .query(Long.class)
                .single();
        offer(catalog, "1.9.2", 2);
        host = host(model);
        component("bios", "159", "1.8.2");
        evaluate();
    }

    @AfterEach
    void clear() {
        jdbc.sql("delete from hosts where model = ?").params(model).update();
        jdbc.sql("delete from baselines where name like ?").params(model + "%").update();
        jdbc.sql("delete from advisories where id like ?").params("%" + system).update();
        jdbc.sql("delete from catalogs where source = ?")
                .params("test:" + model)
                .update();
    }

    private void offer(long id, String version, int criticality) {
        long offered = jdbc.sql("""
                        insert into packages (catalog_id, path, file_name, name, component_type, package_type, vendor_version, criticality,
                            released_at)
                        values (?, 'F/BIOS_' || ?, 'BIOS_' || ?, 'BIOS', 'BIOS', 'LW64', ?, ?, now() - interval '2 years') returning id
                        """)
                .params(id, version, version, version, criticality)
                .query(Long.class)
                .single();
        jdbc.sql("insert into package_systems values (?, ?)")
                .params(offered, system)
                .update();
        jdbc.sql("insert into package_devices (package_id, component_id) values (?, '159')")
                .params(offered)
                .update();
    }

    private long host(String of) {
        return jdbc.sql("""
                        insert into hosts (mgmt_ip, mgmt_port, mgmt_kind, system_id, model, tags)
                        values ('10.11.0.0'::inet + (random() * 60000)::int, 1 + (random() * 60000)::int, 'server', ?, ?,
                            '{"site": "ams1"}') returning id
                        """).params(system, of).query(Long.class).single();
    }

    private void component(String id, String componentId, String version) {
        jdbc.sql("""
                        insert into components (host_id, fqdd, inventory_id, component_id, component_type, name, version, updateable)
                        values (?, ?, ?, ?, 'BIOS', ?, ?, true)
                        """).params(host, id, id, componentId, id, version).update();
    }

    private void evaluate() {
        camel.requestBody("direct:compliance.evaluate", List.of(host));
    }

    private Finding finding() {
        return compliance.ofHost(host).getFirst();
    }

    private JsonNode baseline(String rules) {
        HttpResponse<String> made = approver.post("/api/v1/baselines", """
                {"name": "%s", "selector": {"models": ["%s"]}, "rules": [%s]}""".formatted(model, model, rules));
        assertThat(made.statusCode()).as(made.body()).isEqualTo(201);
        return Person.json(made);
    }

    @Test
    void a_pin_a_floor_and_an_exclusion_change_the_verdict_by_themselves_soon_after() {
        assertThat(finding().verdict()).isEqualTo(Verdict.OUTDATED);
        JsonNode made = baseline("""
                {"effect": "pin", "components": ["159"], "version": "1.8.2"}""");
        await().atMost(SOON).until(() -> finding().verdict() == Verdict.CURRENT);
        assertThat(finding().reason()).contains("1.8.2 is wanted (rule 1 of the baseline " + model + ")");
        assertThat(finding().baseline()).isEqualTo(model);

        String changed = """
                {"name": "%s", "selector": {"models": ["%s"]},
                 "rules": [{"effect": "floor", "components": ["BIOS"], "version": "1.9"}]}""".formatted(model, model);
        assertThat(approver.put("/api/v1/baselines/" + made.path("id").asLong(), changed)
                        .statusCode())
                .isEqualTo(200);
        await().atMost(SOON).until(() -> finding().verdict() == Verdict.OUTDATED);
        assertThat(finding().available()).isEqualTo("1.9.2");
        assertThat(finding().reason()).contains("1.9 or newer is wanted");

        assertThat(approver.delete("/api/v1/baselines/" + made.path("id").asLong())
                        .statusCode())
                .isEqualTo(204);
        await().atMost(SOON).until(() -> finding().baseline() == null);
        baseline("""
                {"effect": "exclude", "components": ["159"], "tags": {"site": "ams1"}}""");
        await().atMost(SOON).until(() -> !finding().counts());
        assertThat(finding().verdict()).isEqualTo(Verdict.UNKNOWN);
        assertThat(compliance.ofHosts(List.of(host))).as("nothing of it counts").isEmpty();
    }

    @Test
    void a_wrong_baseline_is_refused_whole_and_an_operator_may_not_set_one() {
        String named = "{\"name\": \"" + model + "\", ";
        for (String wrong : List.of(
                named + "\"selector\": {}}",
                named + "\"selector\": {\"models\": [\"R750\"]}, \"catalogId\": 999999999}",
                named
                        + "\"selector\": {\"models\": [\"R750\"]}, \"rules\": [{\"effect\": \"pin\", \"components\": [\"159\"]}]}",
                named + "\"selector\": {\"models\": [\"R750\"]}, \"rules\": [{\"effect\": \"exclude\"}]}",
                named
                        + "\"selector\": {\"models\": [\"R750\"]}, \"rules\": [{\"effect\": \"forbid\", \"models\": [\"x\"]}]}")) {
            assertThat(approver.post("/api/v1/baselines", wrong).statusCode())
                    .as(wrong)
                    .isEqualTo(400);
        }
        assertThat(Person.who(hub, "operator")
                        .post("/api/v1/baselines", named + "\"selector\": {\"models\": [\"R750\"]}}")
                        .statusCode())
                .isEqualTo(403);
        assertThat(jdbc.sql("select count(*) from baselines where name = ?")
                        .params(model)
                        .query(Integer.class)
                        .single())
                .isZero();
    }

    @Test
    void what_is_waived_stays_what_it_is_does_not_count_and_comes_back_when_the_waiver_ends() {
        HttpResponse<String> made = approver.post(
                "/api/v1/waivers", """
                {"selector": {"models": ["%s"]}, "components": ["159"], "owner": "Ada", "reason": "waits for the vendor's fix",
                 "expiresAt": "%s"}""".formatted(model, Instant.now().plusSeconds(86_400)));
        assertThat(made.statusCode()).as(made.body()).isEqualTo(201);
        await().atMost(SOON).until(() -> !finding().counts());
        assertThat(finding().verdict()).isEqualTo(Verdict.OUTDATED);
        assertThat(finding().reason()).contains("waived by Ada until", "waits for the vendor's fix");
        // Its end comes by itself.
        jdbc.sql("update waivers set expires_at = now() where id = ?")
                .params(Person.json(made).path("id").asLong())
                .update();
        await().atMost(SOON).until(() -> finding().counts());
        assertThat(approver.post("/api/v1/waivers", """
                        {"selector": {"models": ["x"]}, "components": ["159"], "owner": "", "reason": "x",
                         "expiresAt": "2000-01-01T00:00:00Z"}""").statusCode()).isEqualTo(400);
    }

    @Test
    void an_advisory_lowers_the_score_and_selects_the_exposed() {
        int before = finding().score();
        String table = """
                advisory,severity,component,model,fixed
                DSA-%s,critical,159,%s,1.9.0
                DSA-other-%s,low,159,R1,9.9
                """.formatted(system, model, system);
        HttpResponse<String> told = Person.who(hub, "operator").post("/api/v1/advisories", "text/csv", table);
        assertThat(told.statusCode()).as(told.body()).isEqualTo(200);
        await().atMost(SOON).until(() -> !finding().advisories().isEmpty());
        assertThat(finding().advisories()).containsExactly("DSA-" + system);
        assertThat(finding().score()).isEqualTo(Math.max(0, before - 50));
        JsonNode listed = Person.json(approver.getJson("/api/v1/advisories?after=DSA-&limit=1000"));
        assertThat(listed.path("items")).anySatisfy(item -> {
            assertThat(item.path("id").asText()).isEqualTo("DSA-" + system);
            assertThat(item.path("exposed").asInt()).isEqualTo(1);
        });
        HttpResponse<String> plan = Person.who(hub, "operator").post("/api/v1/plans", """
                {"name": "mend %s", "policy": {"unquiesced": true}, "selector": {"exposedTo": ["DSA-%s"]}}""".formatted(system, system));
        long id = Person.json(plan).path("id").asLong();
        JsonNode preview = Person.json(Person.who(hub, "operator").post("/api/v1/plans/" + id + "/preview", ""));
        assertThat(preview.path("targets")).as(preview.toString()).hasSize(1);
        assertThat(preview.path("targets").get(0).path("hostId").asLong()).isEqualTo(host);
    }

    @Test
    void a_server_that_something_else_owns_is_unknown_and_in_no_plan_unless_a_baseline_includes_its_model() {
        jdbc.sql("update hosts set model = 'VxRail " + model + "' where id = ?")
                .params(host)
                .update();
        try {
            evaluate();
            assertThat(finding().verdict()).isEqualTo(Verdict.UNKNOWN);
            assertThat(finding().reason()).startsWith("Managed by VxRail Manager");
            HttpResponse<String> plan = Person.who(hub, "operator")
                    .post(
                            "/api/v1/plans",
                            "{\"name\": \"vx %s\", \"selector\": {\"ids\": [%d]}}".formatted(system, host));
            String preview = "/api/v1/plans/" + Person.json(plan).path("id").asLong() + "/preview";
            assertThat(Person.who(hub, "operator").post(preview, "").body()).contains("is managed by VxRail Manager");
            approver.post("/api/v1/baselines", """
                    {"name": "%s", "selector": {"ids": [%d]}, "rules": [{"effect": "include", "models": ["VxRail %s"]}]}""".formatted(model, host, model));
            await().atMost(SOON).until(() -> finding().verdict() == Verdict.OUTDATED);
        } finally {
            jdbc.sql("update hosts set model = ? where id = ?")
                    .params(model, host)
                    .update();
        }
    }

    @Test
    void the_same_question_asked_of_a_past_time_gets_the_past_answer() {
        Instant then = jdbc.sql("select now()").query(Instant.class).single();
        jdbc.sql("update components set version = '1.9.2' where host_id = ?")
                .params(host)
                .update();
        evaluate();
        assertThat(finding().verdict()).isEqualTo(Verdict.CURRENT);
        String report = "/api/v1/compliance/report?limit=1&after=" + (host - 1);
        assertThat(Person.json(approver.getJson(report))
                        .path("items")
                        .get(0)
                        .path("verdict")
                        .asText())
                .isEqualTo("current");
        JsonNode past = Person.json(approver.getJson(report + "&asOf=" + then))
                .path("items")
                .get(0);
        assertThat(past.path("verdict").asText()).isEqualTo("outdated");
        assertThat(past.path("installed").asText()).isEqualTo("1.8.2");
        assertThat(Person.json(approver.getJson(report + "&asOf=2001-01-01T00:00:00Z"))
                        .path("items"))
                .isEmpty();
        assertThat(approver.getJson(report + "&asOf=2999-01-01T00:00:00Z").statusCode())
                .isEqualTo(400);

        HttpResponse<String> csv = approver.get(report + "&format=csv");
        assertThat(csv.headers().firstValue("Content-Type").orElseThrow()).startsWith("text/csv");
        assertThat(csv.body().lines().filter(line -> !line.startsWith("more servers follow: ")))
                .hasSize(2)
                .first()
                .asString()
                .startsWith("host,model,service tag");
        HttpResponse<String> page = approver.get(report + "&format=html");
        assertThat(page.headers().firstValue("Content-Type").orElseThrow()).startsWith("text/html");
        assertThat(page.body()).contains("1.9.2", "1 of 1 as it should be");
        JsonNode trend =
                Person.json(approver.getJson("/api/v1/compliance/trend?days=2")).path("items");
        assertThat(trend).hasSize(2);
        assertThat(trend.get(1).path("verdicts").path("current").asInt()).isPositive();
    }

    @Test
    void another_catalog_that_becomes_current_is_noticed_also_where_nobody_asks_for_a_comparison() {
        offer(catalog, "1.9.3", 2);
        jdbc.sql("update catalogs set state = 'superseded' where id = ?")
                .params(catalog)
                .update();
        jdbc.sql("update catalogs set state = 'current', synced_at = now() where id = ?")
                .params(catalog)
                .update();
        await().atMost(SOON).until(() -> "1.9.3".equals(finding().available()));
    }

    @Test
    void a_baseline_with_a_catalog_of_its_own_keeps_to_it_when_a_newer_one_comes() {
        approver.post("/api/v1/baselines", """
                {"name": "%s", "selector": {"models": ["%s"]}, "catalogId": %d}""".formatted(model, model, catalog));
        jdbc.sql("update catalogs set state = 'superseded' where id = ?")
                .params(catalog)
                .update();
        long newer = jdbc.sql("insert into catalogs (source, state) values (?, 'current') returning id")
                .params("test:" + model)
                .query(Long.class)
                .single();
        offer(newer, "1.12.1", 1);
        evaluate();
        assertThat(finding().available()).isEqualTo("1.9.2");
    }

    @Test
    void what_is_newer_than_its_pin_is_not_compliant_loses_score_and_shows_what_it_rests_on() {
        jdbc.sql("update components set version = '2.0' where host_id = ?")
                .params(host)
                .update();
        evaluate();
        assertThat(finding().compliant()).as("newer than the catalog").isTrue();
        assertThat(finding().score()).isEqualTo(100);
        baseline("{\"effect\": \"pin\", \"components\": [\"159\"], \"version\": \"1.9.2\"}");
        await().atMost(SOON).until(() -> !finding().compliant());
        assertThat(finding().verdict()).isEqualTo(Verdict.NEWER);
        assertThat(finding().score()).isEqualTo(80);
        assertThat(compliance.ofHosts(List.of(host)).get(host).compliant()).isFalse();
        Evidence evidence = finding().evidence();
        assertThat(evidence.matched().by()).isEqualTo("component-id");
        assertThat(evidence.matched().systemId()).isEqualTo(system);
        assertThat(evidence.offered().path()).isEqualTo("F/BIOS_1.9.2");
        assertThat(evidence.compared().order()).isEqualTo("higher");
        assertThat(evidence.rule()).isEqualTo("pin to 1.9.2, rule 1 of the baseline " + model);
        String page = approver.get("/api/v1/compliance/report?format=html&limit=1&after=" + (host - 1))
                .body();
        assertThat(page).contains("matched by component-id; component 159", "F/BIOS_1.9.2");
        String csv = approver.get("/api/v1/compliance/report?format=csv&limit=1&after=" + (host - 1))
                .body();
        assertThat(csv).contains("matched by,weak", "component-id,false,159");
    }

    @Test
    void a_server_that_was_never_read_is_in_the_report_and_more_that_follow_are_named() {
        jdbc.sql("delete from verdicts where host_id = ?").params(host).update();
        jdbc.sql("update hosts set inventory_at = null, last_problem = 'Nobody answers.' where id = ?")
                .params(host)
                .update();
        long later = jdbc.sql(
                        "insert into hosts (mgmt_ip, mgmt_port, mgmt_kind) values ('10.12.0.1'::inet + (random() * 60000)::int,"
                                + " 1 + (random() * 60000)::int, 'server') returning id")
                .query(Long.class)
                .single();
        String report = "/api/v1/compliance/report?limit=1&after=" + (host - 1);
        JsonNode json = Person.json(approver.getJson(report));
        assertThat(json.path("items")).hasSize(1);
        JsonNode line = json.path("items").get(0);
        assertThat(line.path("hostId").asLong()).isEqualTo(host);
        assertThat(line.path("verdict").asText()).isEqualTo("unknown");
        assertThat(line.path("compliant").asBoolean()).isFalse();
        assertThat(line.path("reason").asText()).isEqualTo("Never read: Nobody answers.");
        String more = "/api/v1/compliance/report?format=%s&limit=1&after=" + host;
        assertThat(json.path("more").asText()).isEqualTo(more.formatted("json"));
        assertThat(approver.get(report + "&format=csv").body())
                .contains("unknown")
                .contains("Never read: Nobody answers.")
                .endsWith("more servers follow: " + more.formatted("csv") + "\r\n");
        assertThat(approver.get(report + "&format=html").body())
                .contains("Never read: Nobody answers.")
                .contains("0 of 1 as it should be")
                .contains("More servers follow");
        JsonNode rest = Person.json(approver.getJson("/api/v1/compliance/report?limit=1000&after=" + host));
        assertThat(rest.path("items")
                        .valueStream()
                        .filter(item -> item.path("hostId").asLong() == later))
                .singleElement()
                .satisfies(item -> assertThat(item.path("reason").asText()).isEqualTo("Never read."));
        jdbc.sql("delete from hosts where id = ?").params(later).update();
        JsonNode last =
                Person.json(approver.getJson("/api/v1/compliance/report?limit=1&after=" + (Long.MAX_VALUE - 1)));
        assertThat(last.path("items")).isEmpty();
        assertThat(last.path("more").isTextual()).isFalse();
    }

    @Test
    void a_component_that_only_the_fqdd_tells_is_marked_weak() {
        jdbc.sql("update components set weak = true where host_id = ?")
                .params(host)
                .update();
        jdbc.sql("delete from verdicts where host_id = ?").params(host).update();
        evaluate();
        assertThat(finding().reason()).contains("weak: by FQDD only");
        assertThat(finding().evidence().matched())
                .returns("fqdd-map", Evidence.Matched::by)
                .returns(true, Evidence.Matched::weak);
    }

    @Test
    void a_branded_host_is_left_to_whoever_branded_it() {
        jdbc.sql("update hosts set oem_branded = true where id = ?")
                .params(host)
                .update();
        evaluate();
        assertThat(finding().verdict()).isEqualTo(Verdict.UNKNOWN);
        assertThat(finding().reason()).contains("Managed by the OEM whose brand it bears");
        assertThat(finding().evidence().managedBy()).isEqualTo("the OEM whose brand it bears");
    }

    @Test
    void a_group_has_the_mean_of_its_hosts_by_the_one_formula() {
        jdbc.sql("update hosts set tags = jsonb_build_object('group', ?) where id = ?")
                .params(model, host)
                .update();
        long never = host(model);
        jdbc.sql("update hosts set tags = jsonb_build_object('group', ?) where id = ?")
                .params(model, never)
                .update();
        int one = finding().score();
        for (String by : List.of("tag:group", "model")) {
            JsonNode groups = Person.json(approver.getJson("/api/v1/compliance/groups?by=" + by));
            assertThat(groups.path("items")).anySatisfy(group -> {
                assertThat(model).endsWith(group.path("name").asText("-"));
                assertThat(group.path("hosts").asInt()).isEqualTo(2);
                assertThat(group.path("notEvaluated").asInt()).isEqualTo(1);
                assertThat(group.path("score").asInt()).isEqualTo(Math.round((one + 60) / 2f));
            });
        }
        assertThat(approver.get("/api/v1/compliance/groups?by=colour").statusCode())
                .isEqualTo(400);
    }

    @Test
    void a_csaf_document_exposes_whom_it_means_and_a_wrong_one_nobody() {
        String csaf = """
                {"document": {"category": "csaf_security_advisory", "csaf_version": "2.0", "title": "BIOS",
                   "aggregate_severity": {"text": "Critical"}, "tracking": {"id": "DSA-csaf-%s", "status": "final"}},
                 "product_tree": {"branches": [{"category": "vendor", "name": "Dell", "branches": [
                   {"category": "product_name", "name": "PowerEdge R750 BIOS", "branches": [
                     {"category": "product_version_range", "name": "Versions prior to 1.9.0",
                      "product": {"product_id": "P1", "name": "BIOS"}}]}]}]},
                 "vulnerabilities": [{"cve": "CVE-2024-1", "product_status": {"known_affected": ["P1"]}}]}""".formatted(system);
        assertThat(Person.who(hub, "operator")
                        .post("/api/v1/advisories", csaf.replace("1.9.0", "the next"))
                        .body())
                .contains("/product_tree/branches/0/branches/0/branches/0/product");
        HttpResponse<String> told = Person.who(hub, "operator").post("/api/v1/advisories", csaf);
        assertThat(told.statusCode()).as(told.body()).isEqualTo(200);
        assertThat(finding().advisories()).isEmpty();
        jdbc.sql("update hosts set model = 'PowerEdge R750' where id = ?")
                .params(host)
                .update();
        try {
            evaluate();
            assertThat(finding().advisories()).containsExactly("DSA-csaf-" + system);
        } finally {
            jdbc.sql("update hosts set model = ? where id = ?")
                    .params(model, host)
                    .update();
        }
    }
}
