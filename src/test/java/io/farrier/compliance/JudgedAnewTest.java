package io.farrier.compliance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.farrier.HubTest;
import io.farrier.access.Person;
import io.farrier.fleet.Aftermath;
import io.farrier.fleet.Findings;
import io.farrier.transport.Inventory;
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

/** What is known of a host changes, and what is said of its firmware with it; who is asked says no more than is known. */
@HubTest
class JudgedAnewTest {

    private static final Duration SOON = Duration.ofSeconds(30);

    @Autowired
    ApplicationContext hub;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    ProducerTemplate camel;

    @Autowired
    Compliance compliance;

    @Autowired
    Judged judged;

    private final int number = ThreadLocalRandom.current().nextInt(100_000);
    private final String model = "PowerEdge J" + number;
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
        offer(catalog, "1.9.2");
        host = server("JUD" + number);
        component("bios", "159", "1.8.2");
        evaluate();
    }

    @AfterEach
    void clear() {
        jdbc.sql("delete from advisories where id like ?").params("%" + system).update();
        jdbc.sql("delete from hosts where system_id = ?").params(system).update();
        jdbc.sql("delete from baselines where name like ?").params(model + "%").update();
        jdbc.sql("delete from catalogs where source like ?")
                .params("test:" + model + "%")
                .update();
    }

    private void offer(long of, String version) {
        long offered = jdbc.sql("""
                        insert into packages (catalog_id, path, file_name, name, component_type, package_type, vendor_version, criticality,
                            released_at)
                        values (?, 'F/BIOS_' || ?, 'BIOS_' || ?, 'BIOS', 'BIOS', 'LW64', ?, 2, now() - interval '2 years') returning id
                        """)
                .params(of, version, version, version)
                .query(Long.class)
                .single();
        jdbc.sql("insert into package_systems values (?, ?)")
                .params(offered, system)
                .update();
        jdbc.sql("insert into package_devices (package_id, component_id) values (?, '159')")
                .params(offered)
                .update();
    }

    private long server(String serviceTag) {
        return jdbc.sql("""
                        insert into hosts (mgmt_ip, mgmt_port, mgmt_kind, system_id, model, generation, service_tag)
                        values ('10.13.0.0'::inet + (random() * 60000)::int, 1 + (random() * 60000)::int, 'server', ?, ?, '15G', ?)
                        returning id
                        """).params(system, model, serviceTag).query(Long.class).single();
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

    private void made(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isIn(200, 201);
    }

    private void baseline(String selector, String rules) {
        made(approver.post(
                "/api/v1/baselines",
                "{\"name\": \"%s\", \"selector\": %s, \"rules\": [%s]}".formatted(model, selector, rules)));
    }

    private JsonNode preview() {
        Person operator = Person.who(hub, "operator");
        HttpResponse<String> plan = operator.post(
                "/api/v1/plans",
                "{\"name\": \"judged %s %d\", \"selector\": {\"ids\": [%d]}, \"policy\": {\"unquiesced\": true}}"
                        .formatted(system, System.nanoTime(), host));
        made(plan);
        return Person.json(
                operator.post("/api/v1/plans/" + Person.json(plan).path("id").asLong() + "/preview", ""));
    }

    @Test
    void a_host_that_is_tagged_into_an_exclusion_is_judged_anew_by_itself_and_before_a_plan_looks() {
        baseline(
                "{\"tags\": {\"ring\": \"%s\"}}".formatted(system),
                "{\"effect\": \"exclude\", \"components\": [\"159\"]}");
        await().atMost(SOON)
                .until(() -> jdbc.sql("select count(*) from evaluations_due where host_id = ?")
                                .params(host)
                                .query(Integer.class)
                                .single()
                        == 0);
        assertThat(preview().path("targets")).hasSize(1);
        jdbc.sql("update hosts set tags = tags || jsonb_build_object('ring', ?) where id = ?")
                .params(system, host)
                .update();
        assertThat(preview().path("targets"))
                .as("the plan does not rely on an old verdict")
                .isEmpty();
        assertThat(finding().counts()).isFalse();
        jdbc.sql("update hosts set tags = tags - 'ring' where id = ?")
                .params(host)
                .update();
        await().atMost(SOON).until(() -> finding().counts());
    }

    @Test
    void whatever_a_rule_looks_at_marks_a_host_as_due_and_what_none_looks_at_does_not() {
        for (String change : List.of(
                "model = 'PowerEdge K1'",
                "generation = '16G'",
                "system_id = 'FFFF'",
                "vcenter_url = 'https://vc'",
                "cluster_moid = 'domain-c8'",
                "oem_branded = true",
                "retired_at = now()")) {
            assertThat(due(change)).as(change).isTrue();
        }
        assertThat(due("last_seen_at = now(), power_state = 'Off'")).isFalse();
        assertThat(due("model = model, tags = tags")).as("nothing has changed").isFalse();
    }

    /** In a transaction that is rolled back: no clock sees it. */
    private boolean due(String change) {
        var transactions = hub.getBean(org.springframework.transaction.PlatformTransactionManager.class);
        return new org.springframework.transaction.support.TransactionTemplate(transactions).execute(status -> {
            status.setRollbackOnly();
            jdbc.sql("delete from evaluations_due where host_id = ?")
                    .params(host)
                    .update();
            jdbc.sql("update hosts set " + change + " where id = ?")
                    .params(host)
                    .update();
            return jdbc.sql("select count(*) from evaluations_due where host_id = ?")
                            .params(host)
                            .query(Integer.class)
                            .single()
                    == 1;
        });
    }

    @Test
    void of_two_equal_cards_the_outdated_one_is_promised_although_the_other_is_newer() {
        component("a-newer", "159", "2.0");
        evaluate();
        assertThat(compliance.ofHost(host)).extracting(Finding::verdict).contains(Verdict.NEWER, Verdict.OUTDATED);
        JsonNode promises = preview().path("targets").path(0).path("promises");
        assertThat(promises.findValuesAsText("component")).containsExactly("bios");
    }

    @Test
    void what_is_left_out_is_not_told_as_being_as_it_should_be() {
        component("nic", "108255", "1.0");
        baseline("{\"ids\": [%d]}".formatted(host), "{\"effect\": \"exclude\", \"components\": [\"159\"]}");
        await().atMost(SOON).until(() -> compliance.ofHost(host).stream().anyMatch(finding -> !finding.counts()));
        String page = approver.get("/api/v1/compliance/report?format=html&limit=1&after=" + (host - 1))
                .body();
        assertThat(page).contains("0 of 1 as it should be, 1 left out or waived");
    }

    @Test
    void who_is_exposed_is_asked_by_advisory_or_cve_and_an_advisory_that_is_removed_exposes_nobody() {
        Person operator = Person.who(hub, "operator");
        made(operator.post("/api/v1/advisories", "text/csv", """
                advisory,severity,cves,component,model,generation,fixed
                DSA-%s,high,cve-2024-%d,159,%s,15G,1.9.0
                DSA-old-%s,low,,159,%s,14G,9.9
                """.formatted(system, number, model, system, model)));
        await().atMost(SOON).until(() -> !finding().advisories().isEmpty());
        assertThat(finding().advisories()).as("not of another generation").containsExactly("DSA-" + system);
        for (String name : List.of("DSA-" + system, "dsa-" + system.toLowerCase(), "CVE-2024-" + number)) {
            JsonNode hosts = Person.json(operator.getJson("/api/v1/hosts?exposedTo=" + name));
            assertThat(hosts.path("items").findValuesAsText("serviceTag")).containsExactly("JUD" + number);
        }
        JsonNode plan = Person.json(operator.post("/api/v1/plans", """
                {"name": "cve %s", "policy": {"unquiesced": true}, "selector": {"exposedTo": ["CVE-2024-%d"]}}""".formatted(system, number)));
        JsonNode preview =
                Person.json(operator.post("/api/v1/plans/" + plan.path("id").asLong() + "/preview", ""));
        assertThat(preview.path("targets").path(0).path("hostId").asLong()).isEqualTo(host);
        assertThat(operator.delete("/api/v1/advisories/DSA-" + system).statusCode())
                .isEqualTo(204);
        assertThat(Person.json(operator.getJson("/api/v1/hosts?exposedTo=CVE-2024-" + number))
                        .path("items"))
                .isEmpty();
        assertThat(operator.delete("/api/v1/advisories/DSA-" + system).statusCode())
                .isEqualTo(404);
    }

    @Test
    void a_host_whose_generation_nobody_told_is_unclear_where_an_advisory_is_for_one() {
        jdbc.sql("update hosts set generation = null where id = ?").params(host).update();
        made(Person.who(hub, "operator").post("/api/v1/advisories", "text/csv", """
                advisory,severity,component,generation,fixed
                DSA-%s,high,159,15G,1.9.0
                """.formatted(system)));
        await().atMost(SOON).until(() -> finding().advisories().equals(List.of("DSA-" + system + "?")));
    }

    @Test
    void a_baseline_for_the_exposed_holds_with_the_evaluation_that_finds_them_exposed() {
        baseline(
                "{\"exposedTo\": [\"DSA-%s\"]}".formatted(system),
                "{\"effect\": \"exclude\", \"components\": [\"159\"]}");
        jdbc.sql("insert into advisories (id, severity, imported_by) values (?, 'low', 'test')")
                .params("DSA-" + system)
                .update();
        jdbc.sql("insert into advisory_fixes (advisory_id, component, fixed) values (?, '159', '1.9')")
                .params("DSA-" + system)
                .update();
        evaluate();
        assertThat(finding().counts()).isFalse();
    }

    @Test
    void retired_servers_and_second_addresses_are_not_counted() {
        long twin = server("JUD" + number);
        long retired = server("RET" + number);
        jdbc.sql("update hosts set retired_at = now() where id = ?")
                .params(retired)
                .update();
        JsonNode groups = Person.json(approver.getJson("/api/v1/compliance/groups?by=model"));
        assertThat(groups.path("items")).anySatisfy(group -> {
            assertThat(model).endsWith(group.path("name").asText("-"));
            assertThat(group.path("hosts").asInt()).isEqualTo(1);
            assertThat(group.path("notEvaluated").asInt()).isZero();
        });
        for (long other : List.of(twin, retired)) {
            JsonNode page = Person.json(approver.getJson("/api/v1/compliance/hosts?limit=1&after=" + (other - 1)));
            assertThat(page.path("items").path(0).path("hostId").asLong()).isNotEqualTo(other);
        }
    }

    @Test
    void a_pin_is_found_in_a_superseded_catalog_too_and_where_it_is_nowhere_the_sentence_says_what_was_searched() {
        long former = jdbc.sql("insert into catalogs (source, state) values (?, 'superseded') returning id")
                .params("test:" + model + " former")
                .query(Long.class)
                .single();
        offer(former, "1.7.0");
        baseline(
                "{\"ids\": [%d]}".formatted(host),
                "{\"effect\": \"pin\", \"components\": [\"159\"], \"version\": \"1.7.0\"}");
        evaluate();
        assertThat(finding().verdict()).isEqualTo(Verdict.NEWER);
        assertThat(finding().available()).isEqualTo("1.7.0");
        jdbc.sql("delete from catalogs where id = ?").params(former).update();
        evaluate();
        assertThat(finding().verdict()).isEqualTo(Verdict.NO_PACKAGE);
        assertThat(finding().reason()).contains("and none of the catalogs that are kept, older ones included, has it");
    }

    @Test
    void a_server_of_no_known_model_may_be_somebody_elses() {
        jdbc.sql("update hosts set model = null where id = ?").params(host).update();
        evaluate();
        assertThat(finding().verdict()).isEqualTo(Verdict.UNKNOWN);
        assertThat(finding().reason()).contains("model is not known", "VxRail Manager");
        assertThat(preview().path("excluded").path(0).path("why").asText()).contains("model is not known");
    }

    @Test
    void a_past_answer_is_the_one_that_was_given_then_whatever_became_of_host_baseline_and_component() {
        baseline(
                "{\"ids\": [%d]}".formatted(host),
                "{\"effect\": \"pin\", \"components\": [\"159\"], \"version\": \"1.9.2\"}");
        jdbc.sql(
                        "update components set vendor_id = '8086', device_id = '1', subvendor_id = '2', subdevice_id = '3', weak = true where host_id = ?")
                .params(host)
                .update();
        evaluate();
        Instant then = jdbc.sql("select clock_timestamp()").query(Instant.class).single();
        Judged.Line now = judged.lines(List.of(host), null).getFirst();
        jdbc.sql("delete from baselines where name = ?").params(model).update();
        jdbc.sql("delete from components where host_id = ?").params(host).update();
        jdbc.sql("delete from catalogs where id = ?").params(catalog).update();
        jdbc.sql("update hosts set model = 'PowerEdge K" + number + "', service_tag = 'NEW' where id = ?")
                .params(host)
                .update();
        evaluate();
        assertThat(judged.lines(List.of(host), null)).isEmpty();
        Judged.Line past = judged.lines(List.of(host), then).getFirst();
        assertThat(past.model()).isEqualTo(model);
        assertThat(past.serviceTag()).isEqualTo("JUD" + number);
        assertThat(past.baseline()).isEqualTo(model);
        assertThat(past.evidence().matched()).isEqualTo(now.evidence().matched());
        assertThat(past.evidence().matched().pci()).isEqualTo("8086:1:2:3");
        assertThat(past.evidence().offered().path()).isEqualTo("F/BIOS_1.9.2");
        assertThat(past.score()).isEqualTo(now.score()).isBetween(1, 60);
    }

    private long run() {
        long plan = jdbc.sql(
                        "insert into update_plans (name, selector, created_by) values (?, '{}', 'test') returning id")
                .params("judged " + system + System.nanoTime())
                .query(Long.class)
                .single();
        return jdbc.sql("""
                        insert into host_runs (plan_id, host_id, wave, state, ended_at) values (?, ?, 1, 'failed', now()) returning id
                        """).params(plan, host).query(Long.class).single();
    }

    private void read(String version, Instant collected) {
        hub.getBean(Findings.class)
                .inventory(
                        host,
                        new Inventory(
                                "JUD" + number,
                                model,
                                "15G",
                                system,
                                "iDRAC9",
                                "7.0",
                                version,
                                "On",
                                "OK",
                                null,
                                null,
                                null,
                                collected,
                                List.of(new Inventory.Installed(
                                        "bios",
                                        "BIOS.Setup.1-1",
                                        "159",
                                        null,
                                        null,
                                        null,
                                        null,
                                        "BIOS",
                                        "BIOS",
                                        version,
                                        true,
                                        null))));
        evaluate();
    }

    @Test
    void after_a_run_without_a_proof_nothing_is_known_until_the_device_has_collected_anew() {
        Instant before = Instant.parse("2026-01-01T00:00:00Z");
        read("1.8.2", before);
        long run = run();
        Aftermath aftermath = hub.getBean(Aftermath.class);
        try {
            jdbc.sql(
                            "insert into run_inventories values (?, '[{\"inventoryId\": \"bios\", \"name\": \"BIOS\", \"version\": \"1.8.2\"}]')")
                    .params(run)
                    .update();
            aftermath.ended(run, host, true, before);
            await().atMost(SOON).until(() -> finding().verdict() == Verdict.UNKNOWN);
            assertThat(finding().reason()).contains("older than its last job, of run " + run);
            read("1.9.2", before);
            assertThat(finding().verdict())
                    .as("by the device's own clock it is as old")
                    .isEqualTo(Verdict.UNKNOWN);
            read("1.9.2", null);
            assertThat(finding().verdict()).as("nobody says how old it is").isEqualTo(Verdict.UNKNOWN);
            read("1.9.2", before.plusSeconds(60));
            assertThat(finding().verdict()).isEqualTo(Verdict.CURRENT);
            assertThat(jdbc.sql("select sentence from events where stream = ?")
                            .params("run:" + run)
                            .query(String.class)
                            .list())
                    .singleElement()
                    .asString()
                    .contains("holds other firmware than before this run: BIOS 1.8.2 → 1.9.2");
        } finally {
            jdbc.sql("delete from host_runs where id = ?").params(run).update();
        }
    }

    @Test
    void a_host_that_is_to_be_read_anew_is_asked_by_itself_at_once_and_then_ever_later() {
        long run = run();
        Aftermath aftermath = hub.getBean(Aftermath.class);
        try {
            aftermath.ended(run, host, true, null);
            await().atMost(SOON)
                    .until(() -> jdbc.sql("select asks from stale_inventories where host_id = ?")
                                    .params(host)
                                    .query(Integer.class)
                                    .optional()
                                    .orElse(1)
                            > 0);
            jdbc.sql("update stale_inventories set asked_at = now(), asks = 3 where host_id = ?")
                    .params(host)
                    .update();
            assertThat(aftermath.due(1000)).noneMatch(due -> due.id() == host);
            read("1.8.2", null);
            assertThat(finding().verdict()).isEqualTo(Verdict.OUTDATED);
        } finally {
            jdbc.sql("delete from host_runs where id = ?").params(run).update();
        }
    }
}
