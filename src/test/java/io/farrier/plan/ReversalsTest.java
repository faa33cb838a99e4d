package io.farrier.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.farrier.HubTest;
import io.farrier.hub.Refused;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.annotation.Transactional;

/** From a plan that has updated hosts to the draft that brings them back. Everything here is rolled back. */
@HubTest
@Transactional
class ReversalsTest {

    @Autowired
    Plans plans;

    @Autowired
    Reversals reversals;

    @Autowired
    JdbcClient jdbc;

    private final ObjectMapper json = new ObjectMapper();
    private long plan;
    private long catalog;

    @BeforeEach
    void plan() {
        plan = plans.add(
                        new Plans.Draft(
                                "reversed " + UUID.randomUUID(),
                                json.valueToTree(Map.of("ids", List.of(1))),
                                null,
                                null),
                        "test")
                .id();
        catalog = jdbc.sql("insert into catalogs (source, state) values ('test:reversed', 'superseded') returning id")
                .query(Long.class)
                .single();
    }

    private JsonNode draft(Map<String, Object> more) {
        var asked = new java.util.HashMap<String, Object>(Map.of("name", "back", "rollbackOf", plan));
        asked.putAll(more);
        return reversals.named(json.valueToTree(asked));
    }

    private long updated(String from, String state) {
        long host = jdbc.sql("insert into hosts (mgmt_ip, mgmt_port, mgmt_kind, system_id) values"
                        + " ('10.77.2.0'::inet + (random() * 250)::int, 1 + (random() * 60000)::int, 'server', 'FFF7')"
                        + " returning id")
                .query(Long.class)
                .single();
        jdbc.sql("insert into components (host_id, fqdd, inventory_id, component_id, name, version) values"
                        + " (?, 'BIOS.Setup.1-1', 'bios', '159', 'BIOS', '3')")
                .params(host)
                .update();
        jdbc.sql("insert into plan_targets (plan_id, host_id, wave, promises, expected) values (?, ?, 1, ?::jsonb, 60)")
                .params(plan, host, """
                        [{"key": "bios", "component": "bios", "name": "BIOS", "from": "2", "version": "3", "batch": 2},
                         {"key": "bios#1", "component": "bios", "name": "BIOS", "from": "%s", "version": "2", "batch": 1}]
                        """.formatted(from))
                .update();
        jdbc.sql("insert into host_runs (plan_id, host_id, wave, state, ended_at) values (?, ?, 1, ?, now())")
                .params(plan, host, state)
                .update();
        return host;
    }

    private long stored(String version) {
        String sha256 = UUID.randomUUID().toString();
        long id = jdbc.sql(
                        "insert into packages (catalog_id, path, file_name, name, component_type, package_type, vendor_version,"
                                + " hash_sha256) values (?, 'B', 'B.EXE', 'BIOS', 'BIOS', 'LW64', ?, ?) returning id")
                .params(catalog, version, sha256)
                .query(Long.class)
                .single();
        jdbc.sql("insert into package_systems values (?, 'FFF7')").params(id).update();
        jdbc.sql("insert into package_devices (package_id, component_id) values (?, '159')")
                .params(id)
                .update();
        jdbc.sql("insert into artifacts (sha256, md5, size, file_name, source) values (?, 'x', 1, 'B.EXE', 'test')")
                .params(sha256)
                .update();
        return id;
    }

    @Test
    void the_hosts_that_were_updated_get_the_package_of_what_they_held_before_the_first_step() {
        long host = updated("1", "succeeded");
        updated("0.5", "failed");
        long former = stored("1");
        JsonNode draft = draft(Map.of());
        assertThat(draft.at("/selector/ids")).hasSize(1);
        assertThat(draft.at("/selector/ids/0").asLong()).isEqualTo(host);
        assertThat(draft.at("/packages")).hasSize(1);
        assertThat(draft.at("/packages/0").asLong()).isEqualTo(former);
        assertThat(draft.has("rollbackOf")).isFalse();
    }

    @Test
    void where_no_package_leads_back_nothing_is_drafted() {
        updated("1", "succeeded");
        assertThatThrownBy(() -> draft(Map.of()))
                .isInstanceOf(Refused.class)
                .hasMessageContaining("has no way back to BIOS 1");
    }

    @Test
    void hosts_that_held_different_versions_are_not_brought_back_by_one_plan() {
        updated("1", "succeeded");
        updated("0.5", "succeeded");
        stored("1");
        stored("0.5");
        assertThatThrownBy(() -> draft(Map.of()))
                .isInstanceOf(Refused.class)
                .hasMessageContaining("one plan can't bring both back");
    }

    @Test
    void a_plan_that_updated_nothing_and_a_selector_beside_it_are_refused() {
        assertThatThrownBy(() -> draft(Map.of())).hasMessageContaining("has updated no host");
        assertThatThrownBy(() -> draft(Map.of("packages", List.of(1)))).hasMessageContaining("leave out");
    }
}
