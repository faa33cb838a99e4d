package io.farrier.compliance;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.farrier.catalog.Device;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** What is known of hosts and what they hold, as far as judging them needs it. */
@Repository
class Known {

    private static final String INSTALLED = """
            select c.host_id, h.system_id, c.inventory_id, c.fqdd, c.name, c.component_type, c.component_id, c.vendor_id, c.device_id,
                c.subvendor_id, c.subdevice_id, c.version, c.weak
            from components c join hosts h on h.id = c.host_id where c.host_id = any(?)
            order by c.host_id, c.inventory_id
            """;

    private static final String ABOUT = """
            select id, service_tag, model, generation, tags, oem_branded, array_remove(array[cluster_moid, p.cluster, tags ->> 'cluster',
                    (select k.name from vcenter_clusters k join vcenters v on v.id = k.vcenter_id
                     where v.url = hosts.vcenter_url and k.moid = hosts.cluster_moid)], null) as clusters, coalesce(replace(model, 'PowerEdge ', ''), mgmt_kind) || coalesce(' ' || service_tag, '')
                || ' (' || host(mgmt_ip) || ':' || mgmt_port || ')' as label
            from hosts join (select host_id, cluster from host_places) p on p.host_id = id where id = any(?)
            """;

    private final JdbcClient jdbc;
    private final ObjectMapper json;

    Known(JdbcClient jdbc, ObjectMapper json) {
        this.jdbc = jdbc;
        this.json = json;
    }

    /** Every host that has an inventory. */
    List<Long> hosts() {
        return jdbc.sql("select distinct host_id from components order by 1")
                .query(Long.class)
                .list();
    }

    List<Installed> installed(Collection<Long> hosts) {
        return jdbc.sql(INSTALLED)
                .param(array(hosts))
                .query((row, n) -> new Installed(
                        row.getLong("host_id"),
                        row.getString("system_id"),
                        row.getString("inventory_id"),
                        row.getString("fqdd"),
                        row.getString("name"),
                        row.getString("component_type"),
                        new Device(
                                row.getString("component_id"),
                                row.getString("vendor_id"),
                                row.getString("device_id"),
                                row.getString("subvendor_id"),
                                row.getString("subdevice_id")),
                        row.getString("version"),
                        row.getBoolean("weak")))
                .list();
    }

    /** What is known of these hosts. */
    Map<Long, About> about(Collection<Long> hosts) {
        Map<Long, About> found = new HashMap<>();
        jdbc.sql(ABOUT).param(array(hosts)).query(row -> {
            found.put(
                    row.getLong("id"),
                    new About(
                            row.getString("label"),
                            row.getString("service_tag"),
                            row.getString("model"),
                            row.getString("generation"),
                            tags(row.getString("tags")),
                            row.getBoolean("oem_branded"),
                            Set.copyOf(
                                    List.of((String[]) row.getArray("clusters").getArray()))));
        });
        return found;
    }

    /** A tag that is no text is none that a rule could ask for. */
    private Map<String, String> tags(String text) {
        try {
            Map<String, String> tags = new HashMap<>();
            json.readTree(text).fields().forEachRemaining(tag -> {
                if (tag.getValue().isTextual()) {
                    tags.put(tag.getKey(), tag.getValue().asText());
                }
            });
            return tags;
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the tags of a host are no JSON", e);
        }
    }

    /** Hosts that were not read since a run that may have changed them, with that run. */
    Map<Long, Long> stale(Collection<Long> hosts) {
        Map<Long, Long> stale = new HashMap<>();
        jdbc.sql("select host_id, run_id from stale_inventories where host_id = any(?)")
                .param(array(hosts))
                .query(row -> {
                    stale.put(row.getLong("host_id"), row.getLong("run_id"));
                });
        return stale;
    }

    private static Long[] array(Collection<Long> ids) {
        return ids.toArray(Long[]::new);
    }
}
