package io.farrier.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.farrier.HubTest;
import io.farrier.plan.PlanView.Cluster;
import io.farrier.plan.PlanView.Crowd;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/** Who counts in a cluster: whoever has a run, and whoever its vCenter shows to be away. */
@HubTest
class CrowdsTest {

    @Autowired
    JdbcClient jdbc;

    @Autowired
    Crowds crowds;

    @Autowired
    TransactionTemplate transaction;

    private final String url = "https://" + UUID.randomUUID();
    private final String cluster = url + "/domain-c8";

    @BeforeEach
    void vcenter() {
        jdbc.sql("""
                        with c as (insert into credentials (name, kind, username, vault_path, created_by) values (?, 'vcenter', 'x', 'local:x', 'anna') returning id),
                            v as (insert into vcenters (name, url, credential_id, synced_at, due_at, created_by)
                                select ?, ?, id, now(), now() + interval '10 years', 'anna' from c returning id)
                        insert into vcenter_clusters (vcenter_id, moid, name, ha_admission, drs_enabled, vsan, hosts)
                        select id, 'domain-c8', 'prod-a', true, true, false, 4 from v
                        """).params(url, url, url).update();
    }

    /** A credential without a place would be everybody's. */
    @AfterEach
    void forget() {
        jdbc.sql("delete from hosts where vcenter_url = ?").params(url).update();
        jdbc.sql("delete from vcenters where url = ?").params(url).update();
        jdbc.sql("delete from credentials where name = ?").params(url).update();
    }

    private Crowd crowd() {
        return transaction.execute(status -> crowds.now());
    }

    private long host(String moid, String connection, boolean maintenance) {
        long host = jdbc.sql("insert into hosts (mgmt_ip, mgmt_port, mgmt_kind, vcenter_url, cluster_moid, host_moid)"
                        + " values ('10.62.0.0'::inet + ?, 9, 'server', ?, 'domain-c8', ?) returning id")
                .params(ThreadLocalRandom.current().nextInt(60_000), url, moid)
                .query(Long.class)
                .single();
        jdbc.sql("insert into vcenter_hosts (vcenter_id, moid, name, cluster_moid, connection, maintenance, host_id)"
                        + " select id, ?, ?, 'domain-c8', ?, ?, ? from vcenters where url = ?")
                .params(moid, moid, connection, maintenance, host, url)
                .update();
        return host;
    }

    @Test
    void whom_people_took_away_counts_and_whoever_is_in_service_does_not() {
        long serves = host("host-1", "connected", false);
        long maintained = host("host-2", "connected", true);
        long lost = host("host-3", "notResponding", false);
        Crowd crowd = crowd();
        assertThat(crowd.inCluster()).containsEntry(cluster, 2);
        assertThat(crowd.away()).contains(maintained, lost).doesNotContain(serves);
    }

    @Test
    void who_has_a_run_counts_once_and_after_its_run_as_its_vcenter_shows_it_next() {
        long host = host("host-1", "connected", true);
        long plan = jdbc.sql(
                        "insert into update_plans (name, selector, created_by, state) values (?, '{}', 'anna', 'completed')"
                                + " returning id")
                .params(url)
                .query(Long.class)
                .single();
        jdbc.sql("insert into host_runs (plan_id, host_id, wave, state, due_at) values (?, ?, 1, 'human', 'infinity')")
                .params(plan, host)
                .update();
        assertThat(crowd().inCluster()).containsEntry(cluster, 1);
        assertThat(crowd().away()).doesNotContain(host);
        jdbc.sql("update host_runs set state = 'succeeded', ended_at = now() where host_id = ?")
                .params(host)
                .update();
        assertThat(crowd().inCluster())
                .as("it was seen before its run had ended")
                .doesNotContainKey(cluster);
        jdbc.sql("update vcenters set synced_at = now() where url = ?")
                .params(url)
                .update();
        assertThat(crowd().inCluster()).as("it was left in maintenance").containsEntry(cluster, 1);
        jdbc.sql("delete from host_runs where host_id = ?").params(host).update();
        jdbc.sql("delete from update_plans where id = ?").params(plan).update();
    }

    @Test
    void a_cluster_spares_what_its_admission_control_does_not_keep_and_one_where_that_is_not_told() {
        cluster("domain-c1", 16, true, 2);
        cluster("domain-c2", 16, true, null);
        cluster("domain-c3", 16, false, null);
        cluster("domain-c4", 3, true, 2);
        assertThat(crowd().clusters())
                .containsEntry(url + "/domain-c1", new Cluster(16, false, 13))
                .containsEntry(url + "/domain-c2", new Cluster(16, false, 1))
                .containsEntry(url + "/domain-c3", new Cluster(16, false, null))
                .containsEntry(url + "/domain-c4", new Cluster(3, false, 1));
    }

    private void cluster(String moid, int hosts, boolean admission, Integer level) {
        jdbc.sql(
                        "insert into vcenter_clusters (vcenter_id, moid, name, ha_admission, drs_enabled, vsan, hosts, failover_level)"
                                + " select id, ?, ?, ?, true, false, ?, ? from vcenters where url = ?")
                .params(moid, moid, admission, hosts, level, url)
                .update();
    }
}
