package io.farrier.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.farrier.HubTest;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

@HubTest
class KindsTest {

    private static final Kinds.Kind KIND = new Kinds.Kind("PowerEdge of kinds", "1.2.3");

    @Autowired
    JdbcClient jdbc;

    @Autowired
    Ways ways;

    private long host(int n, String version) {
        return jdbc.sql("insert into hosts (mgmt_ip, mgmt_port, mgmt_kind, model, bmc_version)"
                        + " values ('127.20.119.0'::inet + ?, 8443, 'server', ?, ?) returning id")
                .params(n, KIND.model(), version)
                .query(Long.class)
                .single();
    }

    private void fails(long host, int times) {
        Health health = Health.NEW;
        for (int n = 0; n < times; n++) {
            health = health.failed(true, 0.5, Instant.now());
        }
        ways.save(host, "wsman", health);
    }

    @Test
    void hosts_speak_for_others_of_their_kind_but_not_for_themselves_and_one_that_is_broken_is_not_a_kind() {
        for (int n = 1; n <= 20; n++) {
            fails(host(n, KIND.bmcVersion()), 50);
        }
        long fresh = host(30, KIND.bmcVersion());
        long other = host(31, "9.9.9");
        long alone = host(32, "7.7.7");
        fails(alone, 50);
        Kinds now = new Kinds(jdbc);
        assertThat(now.score(KIND, "wsman", Health.NEW))
                .as("twenty of its kind fail")
                .isLessThan(0.25);
        assertThat(now.score(KIND, "redfish", Health.NEW)).as("nobody knows").isEqualTo(1);
        assertThat(now.score(
                        new Kinds.Kind(KIND.model(), "7.7.7"),
                        "wsman",
                        ways.of(alone).get("wsman").health()))
                .as("its own failures are no opinion of others")
                .isGreaterThan(0.99);
        assertThat(now.score(new Kinds.Kind(KIND.model(), "9.9.9"), "wsman", Health.NEW))
                .as("of another firmware")
                .isEqualTo(1);
        assertThat(now.score(new Kinds.Kind(KIND.model(), "7.7.7"), "wsman", Health.NEW))
                .as("one host that is broken")
                .isGreaterThan(0.75);
        assertThat(ways.of(fresh)).isEmpty();
        assertThat(ways.of(other)).isEmpty();
        assertThat(Health.NEW
                        .failed(true, 0, Instant.now())
                        .share(Instant.now().plus(Duration.ofHours(5)))
                        .bad())
                .as("an afternoon later")
                .isLessThan(0.01);
    }
}
