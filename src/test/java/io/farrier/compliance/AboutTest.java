package io.farrier.compliance;

import static org.assertj.core.api.Assertions.assertThat;

import io.farrier.HubTest;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.annotation.Transactional;

@HubTest
@Transactional
class AboutTest {

    @Autowired
    Known known;

    @Autowired
    JdbcClient jdbc;

    private long host(String rest, Object... values) {
        return jdbc.sql("insert into hosts (mgmt_ip, mgmt_port, mgmt_kind, " + rest + ") values ('10.66.0.0'::inet + "
                        + ThreadLocalRandom.current().nextInt(60_000) + ", 9, 'server', "
                        + "?, ".repeat(values.length).replaceFirst(", $", "") + ") returning id")
                .params(values)
                .query(Long.class)
                .single();
    }

    @Test
    void a_cluster_is_known_by_its_moid_its_address_its_name_and_its_tag() {
        String url = "https://" + UUID.randomUUID();
        jdbc.sql("""
                        with c as (insert into credentials (name, kind, username, vault_path, created_by) values (?, 'vcenter', 'x', 'local:x', 'anna') returning id),
                            v as (insert into vcenters (name, url, credential_id, created_by) select ?, ?, id, 'anna' from c returning id)
                        insert into vcenter_clusters (vcenter_id, moid, name, ha_admission, drs_enabled, vsan, hosts)
                        select id, 'domain-c8', 'prod-a', true, true, false, 1 from v
                        """).params(url, url, url).update();
        long shown = host("vcenter_url, cluster_moid", url, "domain-c8");
        long other = host("vcenter_url, cluster_moid", url + "x", "domain-c8");
        long none = host("model", "R750");
        var found = known.about(List.of(shown, other, none));
        assertThat(found.get(shown).clusters()).containsExactlyInAnyOrder("domain-c8", url + "/domain-c8", "prod-a");
        assertThat(found.get(other).clusters()).containsExactlyInAnyOrder("domain-c8", url + "x/domain-c8");
        assertThat(found.get(none).clusters()).isEmpty();
        assertThat(found.get(none).oemBranded()).isFalse();
        jdbc.sql("update hosts set tags = '{\"cluster\": \"lab\"}', oem_branded = true where id = ?")
                .params(none)
                .update();
        About tagged = known.about(List.of(none)).get(none);
        assertThat(tagged.clusters()).containsExactly("lab");
        assertThat(tagged.oemBranded()).isTrue();
    }
}
