package io.farrier.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.farrier.HubTest;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.annotation.Transactional;

/** What is wanted of a host by the places that it is in, and who said so. Everything here is rolled back. */
@HubTest
@Transactional
class PolicyTest {

    @Autowired
    Policies policies;

    @Autowired
    Plans plans;

    @Autowired
    JdbcClient jdbc;

    private final ObjectMapper json = new ObjectMapper();
    private final String name = "p" + Long.toString(System.nanoTime(), 36);
    private long host;

    @BeforeEach
    void host() {
        long vcenter = jdbc.sql(
                        "with c as (insert into credentials (name, kind, username, vault_path, created_by)"
                                + " values (?, 'vcenter', 'u', 'env:X', 'test') returning id)"
                                + " insert into vcenters (name, url, credential_id, created_by) select ?, ?, id, 'test' from c returning id")
                .params(name, name, "https://" + name)
                .query(Long.class)
                .single();
        jdbc.sql(
                        "insert into vcenter_clusters (vcenter_id, moid, name, datacenter, ha_admission, drs_enabled, vsan, hosts)"
                                + " values (?, 'domain-c8', ?, ?, true, true, false, 4)")
                .params(vcenter, "east " + name, "dc " + name)
                .update();
        host = jdbc.sql("insert into hosts (mgmt_ip, mgmt_port, mgmt_kind, model, tags, vcenter_url, cluster_moid)"
                        + " values ('10.78.1.0'::inet + (random() * 200)::int, 1 + (random() * 60000)::int, 'server', 'R750',"
                        + " jsonb_build_object('site', ?), ?, 'domain-c8') returning id")
                .params(name, "https://" + name)
                .query(Long.class)
                .single();
    }

    private void wants(String scope, String place, Map<String, Object> policy) {
        policies.state(scope, place, json.valueToTree(policy), "test");
    }

    private Explanation.Setting setting(Long plan, String setting) {
        return policies.explain(host, plan).settings().stream()
                .filter(one -> one.setting().equals(setting))
                .findFirst()
                .orElseThrow();
    }

    private Limits limits() {
        return policies.limits(List.of(host)).getOrDefault(host, Limits.NONE);
    }

    @Test
    void a_host_takes_from_its_datacenter_its_cluster_and_itself_the_nearest_first_by_whatever_name_they_go() {
        wants("site", "dc " + name, Map.of("reset", "force", "perCluster", "table"));
        assertThat(setting(null, "reset").from()).isEqualTo("site dc " + name);
        wants("site", name, Map.of("reset", "graceful"));
        assertThat(setting(null, "reset").from()).isEqualTo("site " + name);
        assertThat(limits().perCluster()).isEqualTo("table");
        wants("cluster", "east " + name, Map.of("reset", "force", "perCluster", "one"));
        assertThat(setting(null, "reset").from()).isEqualTo("cluster east " + name);
        assertThat(limits().perCluster()).isEqualTo("one");
        wants("host", Long.toString(host), Map.of("reset", "graceful"));
        assertThat(setting(null, "reset").level()).isEqualTo("host");
        assertThat(setting(null, "reset").others())
                .extracting(Explanation.Other::level)
                .containsExactly("default", "site", "site", "cluster");
    }

    @Test
    void what_a_plan_said_itself_is_told_from_what_was_said_everywhere_when_it_was_drafted() {
        wants("everywhere", null, Map.of("soakMinutes", 33, "concurrent", 4));
        long plan = plans.add(
                        new Plans.Draft(
                                name,
                                json.valueToTree(Map.of("ids", List.of(host))),
                                json.valueToTree(Map.of("concurrent", 5)),
                                null),
                        "test")
                .id();
        assertThat(setting(plan, "concurrent").from()).isEqualTo("plan " + plan);
        assertThat(setting(plan, "soakMinutes").from()).startsWith("everywhere, as it was when plan");
        assertThat(setting(plan, "waves").level()).isEqualTo("default");
        assertThat(setting(null, "concurrent").level()).isEqualTo("everywhere");
        assertThatThrownBy(() -> policies.explain(host, 999_999_999L)).hasMessageContaining("There is no plan");
        assertThatThrownBy(() -> policies.explain(999_999_999L, null)).hasMessageContaining("There is no host");
    }

    @Test
    void a_place_is_told_what_it_can_t_want_and_who_can() {
        assertThatThrownBy(() -> wants("host", "1", Map.of("perRack", 1)))
                .hasMessageContaining("A host can't want perRack: that is about a wider place (everywhere, site).");
        assertThatThrownBy(() -> wants("site", name, Map.of("waves", List.of("1"))))
                .hasMessageContaining("that is about a plan as a whole");
    }
}
