package io.farrier.plan;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** The packages of what is installed now, as far as the hub has their files. */
@Repository
class StoredVersions {

    private static final String STORED = """
            with stored as materialized (
                select p.id, p.file_name, p.vendor_version from packages p where exists (
                    select 1 from artifacts a where a.quarantined is null
                        and (a.sha256 = p.hash_sha256 or p.hash_sha256 is null and a.md5 = p.hash_md5)))
            select distinct on (c.host_id, c.inventory_id) c.host_id, c.inventory_id, p.file_name
            from stored p join components c on c.version = p.vendor_version and c.host_id = any (?)
            join hosts h on h.id = c.host_id
            join package_systems s on s.package_id = p.id and s.system_id = h.system_id
            join package_devices d on d.package_id = p.id and (d.component_id = c.component_id
                or d.vendor_id = c.vendor_id and d.device_id = c.device_id
                    and d.subvendor_id = c.subvendor_id and d.subdevice_id = c.subdevice_id)
            order by c.host_id, c.inventory_id, p.id desc
            """;

    private final JdbcClient jdbc;

    StoredVersions(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** @return by host and component the file that would bring it back to what it holds now */
    Map<Long, Map<String, String>> of(List<Long> hosts) {
        Map<Long, Map<String, String>> files = new HashMap<>();
        jdbc.sql(STORED).params((Object) hosts.toArray(Long[]::new)).query(row -> {
            files.computeIfAbsent(row.getLong("host_id"), host -> new HashMap<>())
                    .put(row.getString("inventory_id"), row.getString("file_name"));
        });
        return files;
    }
}
