package io.farrier.catalog;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.farrier.hub.Order;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.RowMapper;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** The packages of the catalogs that were synced. */
@Repository
public class Packages {

    private static final String FOR_SYSTEM = """
            select p.* from packages p join package_systems s on s.package_id = p.id join catalogs c on c.id = p.catalog_id
            where c.state = 'current' and s.system_id = ?
              and p.component_type in ('BIOS', 'FRMW', 'APAC') and p.package_type in ('LW64', 'LWXP')
            order by p.id
            """;

    private static final String OF_CATALOG_FOR_SYSTEM = """
            select p.* from packages p join package_systems s on s.package_id = p.id
            where p.catalog_id = ? and s.system_id = ?
              and p.component_type in ('BIOS', 'FRMW', 'APAC') and p.package_type in ('LW64', 'LWXP')
            order by p.id
            """;

    private static final String EVERY = """
            select distinct p.* from packages p join catalogs c on c.id = p.catalog_id and c.state <> 'loading'
            join package_systems s on s.package_id = p.id join package_devices d on d.package_id = p.id
            where s.system_id = ? and d.component_id = ?
              and p.component_type in ('BIOS', 'FRMW', 'APAC') and p.package_type in ('LW64', 'LWXP')
            order by p.id desc
            """;

    private static final String EVERY_FOR_SYSTEM = """
            select p.* from packages p join package_systems s on s.package_id = p.id join catalogs c on c.id = p.catalog_id
            where c.state <> 'loading' and s.system_id = ?
              and p.component_type in ('BIOS', 'FRMW', 'APAC') and p.package_type in ('LW64', 'LWXP')
            order by p.id
            """;

    private static final Map<String, String> KEYS = Map.of(
            "id", "t.id",
            "name", "lower(t.name)",
            "fileName", "lower(t.file_name)",
            "released", "coalesce(t.released_at, 'epoch')",
            "size", "coalesce(t.size, 0)");

    private static final String DETAILS = """
            select c.source, c.state, p.rollback, p.dependencies,
                array(select system_id from package_systems s where s.package_id = p.id order by system_id) as systems
            from packages p join catalogs c on c.id = p.catalog_id where p.id = ?
            """;

    private final JdbcClient jdbc;
    private final ObjectMapper json;

    Packages(JdbcClient jdbc, ObjectMapper json) {
        this.jdbc = jdbc;
        this.json = json;
    }

    /** A package of any catalog that is still here, also of a superseded one. */
    public Optional<SoftwarePackage> byId(long id) {
        return withDevices(jdbc.sql("select * from packages where id = ?")
                        .params(id)
                        .query(ROW)
                        .list())
                .stream()
                .findFirst();
    }

    /** What one catalog has at this path. */
    Optional<SoftwarePackage> at(long catalogId, String path) {
        return withDevices(jdbc.sql("select * from packages where catalog_id = ? and path = ? order by id limit 1")
                        .params(catalogId, path)
                        .query(ROW)
                        .list())
                .stream()
                .findFirst();
    }

    /** Those of the ids that are there, by id. */
    public Map<Long, SoftwarePackage> byIds(Collection<Long> ids) {
        return withDevices(jdbc.sql("select * from packages where id = any(?)")
                        .param(ids.toArray(Long[]::new))
                        .query(ROW)
                        .list())
                .stream()
                .collect(Collectors.toMap(SoftwarePackage::id, p -> p));
    }

    /** What one catalog holds, in pages. */
    public List<SoftwarePackage> ofCatalog(long catalogId, long after, int limit) {
        return ofCatalog(catalogId, after, limit, "id");
    }

    /** @param sort id, name, fileName, released or size, with {@code -} in front the other way round */
    public List<SoftwarePackage> ofCatalog(long catalogId, long after, int limit, String sort) {
        Order order = Order.of("packages", sort, KEYS);
        order.check(jdbc, after);
        return withDevices(
                jdbc.sql("select * from packages t where catalog_id = :catalog and" + order.behind() + order.by())
                        .param("catalog", catalogId)
                        .param("after", after)
                        .param("limit", limit)
                        .query(ROW)
                        .list());
    }

    /** All that its catalog says of a package. */
    public Optional<PackageDetails> details(long id) {
        return byId(id).map(shown -> jdbc.sql(DETAILS)
                .params(id)
                .query((row, n) -> new PackageDetails(
                        shown,
                        row.getString("source"),
                        row.getString("state"),
                        List.of((String[]) row.getArray("systems").getArray()),
                        read(row.getString("rollback"), Rollback[].class),
                        read(row.getString("dependencies"), Dependency[].class)))
                .single());
    }

    private <T> List<T> read(String written, Class<T[]> type) {
        try {
            return written == null ? List.of() : List.of(json.readValue(written, type));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /** What the current catalogs offer to one model of server and a BMC can install: firmware in Windows packages. */
    public List<SoftwarePackage> forSystem(String systemId) {
        return withDevices(jdbc.sql(FOR_SYSTEM).params(systemId).query(ROW).list());
    }

    /** The same of one catalog, superseded or not. */
    public List<SoftwarePackage> forSystem(String systemId, long catalogId) {
        return withDevices(jdbc.sql(OF_CATALOG_FOR_SYSTEM)
                .params(catalogId, systemId)
                .query(ROW)
                .list());
    }

    /** Every package of a component for one model of server, of whichever catalog is still here, the latest that came first. */
    public List<SoftwarePackage> every(String systemId, String componentId) {
        return withDevices(
                jdbc.sql(EVERY).params(systemId, componentId).query(ROW).list());
    }

    /** Every package for one model of server, of whichever catalog is still here. */
    public List<SoftwarePackage> every(String systemId) {
        return withDevices(
                jdbc.sql(EVERY_FOR_SYSTEM).params(systemId).query(ROW).list());
    }

    private List<SoftwarePackage> withDevices(List<SoftwarePackage> packages) {
        Map<Long, List<Device>> devices = new LinkedHashMap<>();
        jdbc.sql("select * from package_devices where package_id = any(?)")
                .param(packages.stream().map(SoftwarePackage::id).toArray(Long[]::new))
                .query(row -> {
                    devices.computeIfAbsent(row.getLong("package_id"), id -> new ArrayList<>())
                            .add(new Device(
                                    row.getString("component_id"),
                                    row.getString("vendor_id"),
                                    row.getString("device_id"),
                                    row.getString("subvendor_id"),
                                    row.getString("subdevice_id")));
                });
        return packages.stream()
                .map(p -> p.with(devices.getOrDefault(p.id(), List.of())))
                .toList();
    }

    private static final RowMapper<SoftwarePackage> ROW = (row, n) -> new SoftwarePackage(
            row.getLong("id"),
            row.getLong("catalog_id"),
            row.getString("package_id"),
            row.getString("path"),
            row.getString("file_name"),
            row.getString("name"),
            row.getString("component_type"),
            row.getString("package_type"),
            row.getString("vendor_version"),
            row.getString("dell_version"),
            row.getTimestamp("released_at") == null
                    ? null
                    : row.getTimestamp("released_at").toInstant(),
            row.getObject("reboot_required", Boolean.class),
            row.getObject("size", Long.class),
            row.getString("hash_md5"),
            row.getString("hash_sha256"),
            row.getObject("criticality", Integer.class),
            List.of());
}
