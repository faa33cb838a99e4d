package io.farrier.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.farrier.HubTest;
import io.farrier.plan.PlanView.Cluster;
import io.farrier.vcenter.Vcenters;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.annotation.Transactional;

/** How many of a cluster may be away, as its vCenter shows it. Everything here is rolled back. */
@HubTest
@Transactional
class CrowdsTest {

    @Autowired
    Crowds crowds;

    @Autowired
    Vcenters vcenters;

    @Autowired
    JdbcClient jdbc;

    private long vcenter;

    @Test
    void a_cluster_spares_what_its_admission_control_does_not_keep_and_one_where_that_is_not_told() throws IOException {
        Path secret = Files.createTempFile(
                "crowds",
                "password",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(secret, "of a vCenter that nobody asks");
        vcenter = vcenters.add(
                        new Vcenters.Wanted("crowds", "https://crowds.example", "farrier", "file:" + secret, false),
                        "test")
                .id();
        cluster("domain-c1", 16, true, 2);
        cluster("domain-c2", 16, true, null);
        cluster("domain-c3", 16, false, null);
        cluster("domain-c4", 3, true, 2);
        assertThat(crowds.now().clusters())
                .containsEntry("https://crowds.example/domain-c1", new Cluster(16, false, 13))
                .containsEntry("https://crowds.example/domain-c2", new Cluster(16, false, 1))
                .containsEntry("https://crowds.example/domain-c3", new Cluster(16, false, null))
                .containsEntry("https://crowds.example/domain-c4", new Cluster(3, false, 1));
    }

    private void cluster(String moid, int hosts, boolean admission, Integer level) {
        jdbc.sql(
                        "insert into vcenter_clusters (vcenter_id, moid, name, ha_admission, drs_enabled, vsan, hosts, failover_level)"
                                + " values (?, ?, ?, ?, true, false, ?, ?)")
                .params(vcenter, moid, moid, admission, hosts, level)
                .update();
    }
}
