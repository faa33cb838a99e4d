package io.farrier.window;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.farrier.HubTest;
import io.farrier.access.Person;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;

/** A blackout closes the hosts that somebody meant by the name of their cluster, or it says that it closes none. */
@HubTest
class ScopeTest {

    @Autowired
    ApplicationContext hub;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    WindowsOf windows;

    private final ObjectMapper json = new ObjectMapper();
    private final String cluster = "c" + UUID.randomUUID();
    private final String datacenter = "d" + UUID.randomUUID();

    @Test
    void a_cluster_and_a_datacenter_are_known_by_the_names_that_their_vcenter_shows() throws Exception {
        String url = "https://" + cluster;
        jdbc.sql("""
                        with c as (insert into credentials (name, kind, username, vault_path, created_by) values (?, 'vcenter', 'x', 'local:x', 'anna') returning id),
                            v as (insert into vcenters (name, url, credential_id, enabled, created_by) select ?, ?, id, false, 'anna' from c returning id)
                        insert into vcenter_clusters (vcenter_id, moid, name, datacenter, ha_admission, drs_enabled, vsan, hosts)
                        select id, 'domain-c8', ?, ?, true, true, false, 1 from v
                        """).params(url, url, url, cluster, datacenter).update();
        long host = jdbc.sql("insert into hosts (mgmt_ip, mgmt_port, mgmt_kind, vcenter_url, cluster_moid)"
                        + " values ('10.61.0.0'::inet + ?, 9, 'server', ?, 'domain-c8') returning id")
                .params(ThreadLocalRandom.current().nextInt(60_000), url)
                .query(Long.class)
                .single();
        for (String scope : new String[] {
            "{\"cluster\": \"%s\"}".formatted(cluster),
            "{\"cluster\": \"%s/domain-c8\"}".formatted(url),
            "{\"datacenter\": \"%s\"}".formatted(datacenter)
        }) {
            JsonNode blackout = blackout(scope);
            assertThat(blackout.path("hosts").asInt()).as(scope).isOne();
            assertThat(blackout.path("notes")).as(scope).isEmpty();
            assertThat(windows.explain(host).blackouts())
                    .as(scope)
                    .extracting(Blackout::id)
                    .contains(blackout.path("id").asLong());
            remove(blackout);
        }
    }

    @Test
    void a_blackout_for_a_cluster_that_nobody_knows_says_that_it_closes_nothing() throws Exception {
        JsonNode blackout = blackout("{\"cluster\": \"%s\"}".formatted(cluster));
        assertThat(blackout.path("hosts").asInt()).isZero();
        assertThat(blackout.path("notes").get(0).asText())
                .contains("No host is in the cluster " + cluster)
                .contains("It closes nothing");
        remove(blackout);
    }

    private JsonNode blackout(String scope) throws Exception {
        Instant from = Instant.now().plusSeconds(864_000);
        HttpResponse<String> made = Person.who(hub, "approver")
                .send("POST", "/api/v1/blackouts", """
                        {"name": "b %s", "reason": "year's end", "from": "%s", "to": "%s", "scope": %s}
                        """.formatted(UUID.randomUUID(), from, from.plusSeconds(60), scope));
        assertThat(made.statusCode()).as(made.body()).isEqualTo(201);
        return json.readTree(made.body());
    }

    private void remove(JsonNode blackout) {
        hub.getBean(Blackouts.class).remove(blackout.path("id").asLong(), "test");
    }
}
