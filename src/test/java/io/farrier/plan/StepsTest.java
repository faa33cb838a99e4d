package io.farrier.plan;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.farrier.HubTest;
import io.farrier.access.Person;
import io.farrier.compliance.Compliance;
import io.farrier.compliance.Finding;
import io.farrier.compliance.Verdict;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.apache.camel.ProducerTemplate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;

/** An iDRAC8 of long ago, and what its way up looks like from the catalogs to the plan. */
@HubTest
class StepsTest {

    @Autowired
    ApplicationContext hub;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    ProducerTemplate camel;

    @Autowired
    Compliance compliance;

    private final String system = "%04X".formatted(ThreadLocalRandom.current().nextInt(0x10000));
    private long host;

    @BeforeEach
    void host() {
        host = jdbc.sql("""
                        insert into hosts (mgmt_ip, mgmt_port, mgmt_kind, system_id, model, generation, bmc_version)
                        values ('10.12.0.0'::inet + (random() * 60000)::int, 1 + (random() * 60000)::int, 'server', ?, 'PowerEdge S' || ?,
                            '13G', '2.40.40.40') returning id
                        """).params(system, system).query(Long.class).single();
        jdbc.sql("""
                        insert into components (host_id, fqdd, inventory_id, component_id, component_type, name, version, updateable)
                        values (?, 'iDRAC.Embedded.1-1', '25227__iDRAC', '25227', 'FRMW', 'iDRAC', '2.40.40.40', true),
                            (?, 'BIOS.Setup.1-1', '159__BIOS', '159', 'BIOS', 'BIOS', '1.0.0', true)
                        """).params(host, host).update();
    }

    @AfterEach
    void clear() {
        jdbc.sql("delete from hosts where id = ?").params(host).update();
        jdbc.sql("delete from catalogs where source like ?")
                .params("test:" + system + "%")
                .update();
    }

    private void catalog(String state, String... idracs) {
        long catalog = jdbc.sql("insert into catalogs (source, state) values (?, ?) returning id")
                .params("test:" + system + String.join("", idracs), state)
                .query(Long.class)
                .single();
        for (String version : idracs) {
            offer(catalog, "25227", "FRMW", version);
        }
        offer(catalog, "159", "BIOS", "1.2.0");
    }

    private void offer(long catalog, String component, String type, String version) {
        long id = jdbc.sql("""
                        insert into packages (catalog_id, path, file_name, name, component_type, package_type, vendor_version, size)
                        values (?, ?, ?, ?, ?, 'LW64', ?, 1) returning id
                        """)
                .params(catalog, component + version, component + "_" + version + ".EXE", component, type, version)
                .query(Long.class)
                .single();
        jdbc.sql("insert into package_systems values (?, ?)").params(id, system).update();
        jdbc.sql("insert into package_devices (package_id, component_id) values (?, ?)")
                .params(id, component)
                .update();
    }

    private Finding idrac() {
        camel.requestBody("direct:compliance.evaluate", List.of(host));
        return compliance.ofHost(host).stream()
                .filter(finding -> "25227".equals(finding.componentId()))
                .findFirst()
                .orElseThrow();
    }

    private JsonNode preview() {
        Person operator = Person.who(hub, "operator");
        String draft = "{\"name\": \"steps %s %d\", \"selector\": {\"ids\": [%d]}, \"policy\": {\"unquiesced\": true}}"
                .formatted(system, System.nanoTime(), host);
        long plan =
                Person.json(operator.post("/api/v1/plans", draft)).path("id").asLong();
        return Person.json(operator.post("/api/v1/plans/" + plan + "/preview", ""));
    }

    @Test
    void an_old_idrac_goes_up_step_by_step_each_in_a_batch_of_its_own_and_before_everything_else() {
        catalog("superseded", "2.60.60.60", "2.61.60.60");
        catalog("current", "2.85.85.85");
        Finding idrac = idrac();
        assertThat(idrac.verdict()).isEqualTo(Verdict.OUTDATED);
        assertThat(idrac.reason()).endsWith("It goes by way of 2.60.60.60 and 2.61.60.60.");
        JsonNode promises = preview().path("targets").get(0).path("promises");
        assertThat(promises.findValuesAsText("version"))
                .containsExactly("2.60.60.60", "2.61.60.60", "2.85.85.85", "1.2.0");
        assertThat(promises.findValuesAsText("from"))
                .containsExactly("2.40.40.40", "2.60.60.60", "2.61.60.60", "1.0.0");
        assertThat(promises.findValuesAsText("batch")).containsExactly("1", "2", "3", "4");
        assertThat(promises.findValuesAsText("key")).doesNotHaveDuplicates();
        assertThat(promises.findValuesAsText("component"))
                .containsExactly("25227__iDRAC", "25227__iDRAC", "25227__iDRAC", "159__BIOS");
    }

    @Test
    void where_a_stone_is_missing_the_verdict_and_the_plan_say_which_and_the_rest_is_done() {
        catalog("current", "2.85.85.85");
        assertThat(idrac().reason()).contains("Nothing brings it there: 2.60.60.60 or newer is needed first");
        JsonNode preview = preview();
        assertThat(preview.path("targets").get(0).path("promises").findValuesAsText("version"))
                .containsExactly("1.2.0");
        assertThat(preview.path("left").get(0).path("component").asText()).isEqualTo("iDRAC 2.40.40.40 → 2.85.85.85");
        assertThat(preview.path("left").get(0).path("why").asText()).contains("RED007");
    }

    @Test
    void where_a_stone_was_removed_after_the_verdict_the_plan_does_not_jump_over_it() {
        catalog("superseded", "2.60.60.60", "2.61.60.60");
        catalog("current", "2.85.85.85");
        assertThat(idrac().reason()).contains("by way of");
        jdbc.sql("delete from catalogs where source like ? and state = 'superseded'")
                .params("test:" + system + "%")
                .update();
        JsonNode preview = preview();
        assertThat(preview.path("targets").get(0).path("promises").findValuesAsText("version"))
                .containsExactly("1.2.0");
        // Who is judged anew in between is told by the verdict already.
        assertThat(preview.path("left").get(0).path("why").asText())
                .containsAnyOf("no longer here", "2.60.60.60 or newer is needed first");
        assertThat(idrac().reason()).contains("Nothing brings it there: 2.60.60.60 or newer is needed first");
    }

    @Test
    void a_verdict_that_was_written_before_the_rule_was_there_does_not_jump_either() {
        catalog("current", "2.85.85.85");
        idrac();
        jdbc.sql("update verdicts set unreachable = null, path = null where host_id = ?")
                .params(host)
                .update();
        JsonNode preview = preview();
        assertThat(preview.path("targets").get(0).path("promises").findValuesAsText("version"))
                .containsExactly("1.2.0");
        assertThat(preview.path("left").get(0).path("why").asText()).contains("2.60.60.60 or newer is needed first");
    }
}
