package io.farrier.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.farrier.HubTest;
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
    Candidates candidates;

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
        jdbc.sql("insert into components (host_id, fqdd, inventory_id, component_id, name, version, updateable) values"
                        + " (?, 'BIOS.Setup.1-1', 'bios', '159', 'BIOS', '3', true)")
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

    private Candidates.Finding back(long host) {
        Plan back = plans.add(
                new Plans.Draft(
                        "back " + UUID.randomUUID(),
                        json.valueToTree(Map.of("ids", List.of(host))),
                        null,
                        null,
                        null,
                        null,
                        plan),
                "test");
        return candidates.of(List.of(host), back).getFirst().findings().getFirst();
    }

    private void keeps(long host, String version, String age) {
        jdbc.sql(
                        "insert into host_readiness (host_id, facts, risks, codes, read_at) values (?, jsonb_build_object('condition',"
                                + " jsonb_build_object('kept', jsonb_build_object('bios', ?::text))), '[]', '{}', now() - ?::interval)"
                                + " on conflict (host_id) do update set facts = excluded.facts, read_at = excluded.read_at")
                .params(host, version, age)
                .update();
    }

    @Test
    void
            the_hosts_whose_last_run_succeeded_are_named_and_each_gets_the_package_of_what_it_held_before_the_first_step() {
        long host = updated("1", "succeeded");
        long other = updated("0.5", "succeeded");
        updated("1", "failed");
        JsonNode draft = draft(Map.of());
        assertThat(json.convertValue(draft.at("/selector/ids"), Long[].class)).containsExactly(host, other);
        assertThat(draft.path("rollbackOf").asLong()).isEqualTo(plan);
        long former = stored("1");
        stored("0.5");
        assertThat(back(host).candidate().label()).isEqualTo("BIOS 3 → 1");
        assertThat(back(host).candidate().steps().getFirst().packageId()).isEqualTo(former);
        assertThat(back(other).candidate().label()).isEqualTo("BIOS 3 → 0.5");
        assertThat(back(host).unreachable()).isNull();
    }

    @Test
    void where_the_hub_has_no_package_the_image_that_the_device_keeps_leads_back_if_it_is_that_version() {
        long host = updated("1", "succeeded");
        assertThat(back(host).unreachable()).contains("was not asked since that update what it keeps");
        keeps(host, "1", "1 hour");
        assertThat(back(host).unreachable()).contains("was not asked since that update what it keeps");
        keeps(host, "1", "-1 minute");
        assertThat(back(host).unreachable()).isNull();
        assertThat(back(host).candidate().steps().getFirst().packageId()).isEqualTo(io.farrier.run.Promise.KEPT);
        keeps(host, "2", "-1 minute");
        assertThat(back(host).unreachable())
                .isEqualTo("no way back: the hub has no package of 1, and the device keeps 2");
    }

    @Test
    void what_is_back_already_is_left_out() {
        long host = updated("3", "succeeded");
        Plan back = plans.add(
                new Plans.Draft("back " + host, json.createObjectNode(), null, null, null, null, plan), "test");
        assertThat(candidates.of(List.of(host), back).getFirst().findings()).isEmpty();
    }

    @Test
    void a_plan_that_updated_nothing_and_a_selector_beside_it_are_refused() {
        assertThatThrownBy(() -> draft(Map.of())).hasMessageContaining("has updated no host");
        assertThatThrownBy(() -> draft(Map.of("packages", List.of(1)))).hasMessageContaining("leave out");
    }
}
