package io.farrier.catalog;

import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.RowMapper;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;

/** The catalogs that were synced. A catalog is loaded beside the current one and takes its place in one step. */
@Repository
public class Catalogs {

    private static final String BEGIN = """
            insert into catalogs (source, state, release_id, version, date_time, base_location, sha256, bytes, etag, last_modified)
            values (?, 'loading', ?, ?, ?, ?, ?, ?, ?, ?) returning id
            """;

    private static final String PACKAGE = """
            insert into packages (id, catalog_id, package_id, release_id, path, file_name, name, component_type, package_type,
                vendor_version, dell_version, released_at, reboot_required, size, hash_md5, hash_sha256, criticality)
            overriding system value values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """;

    private static final String DEVICE = """
            insert into package_devices (package_id, component_id, vendor_id, device_id, subvendor_id, subdevice_id)
            values (?, ?, ?, ?, ?, ?)
            """;

    private static final String IDS =
            "select nextval(pg_get_serial_sequence('packages', 'id')) from generate_series(1, ?)";

    private final JdbcClient jdbc;
    private final JdbcTemplate batches;

    Catalogs(JdbcClient jdbc, JdbcTemplate batches) {
        this.jdbc = jdbc;
        this.batches = batches;
    }

    /** All of them, the newest first; none that is still loading. */
    public List<Catalog> all() {
        return jdbc.sql("select * from catalogs where state <> 'loading' order by id desc")
                .query(ROW)
                .list();
    }

    public Optional<Catalog> find(long id) {
        return jdbc.sql("select * from catalogs where id = ?")
                .params(id)
                .query(ROW)
                .optional();
    }

    /** The catalogs that verdicts are made with: the current one of each source. */
    public List<Catalog> current() {
        return jdbc.sql("select * from catalogs where state = 'current' order by id")
                .query(ROW)
                .list();
    }

    public Optional<Catalog> current(String source) {
        return jdbc.sql("select * from catalogs where state = 'current' and source = ?")
                .params(source)
                .query(ROW)
                .optional();
    }

    /** Begins to load; what an earlier load of this source left half done is removed. */
    @Transactional
    public long begin(String source, Manifest manifest, Download download) {
        drop(source);
        return jdbc.sql(BEGIN)
                .params(
                        source,
                        manifest.releaseId(),
                        manifest.version(),
                        timestamp(manifest.dateTime()),
                        manifest.baseLocation(),
                        download.sha256(),
                        download.bytes(),
                        download.etag(),
                        download.lastModified())
                .query(Long.class)
                .single();
    }

    /** Adds some packages to a catalog that is loading. */
    @Transactional
    public void add(long catalog, List<SoftwareComponent> components) {
        List<Long> ids =
                jdbc.sql(IDS).params(components.size()).query(Long.class).list();
        List<Object[]> packages = new ArrayList<>();
        List<Object[]> devices = new ArrayList<>();
        List<Object[]> systems = new ArrayList<>();
        for (int i = 0; i < components.size(); i++) {
            Long id = ids.get(i);
            SoftwareComponent component = components.get(i);
            packages.add(row(id, catalog, component));
            for (Device d : component.devices()) {
                devices.add(
                        new Object[] {id, d.componentId(), d.vendorId(), d.deviceId(), d.subvendorId(), d.subdeviceId()
                        });
            }
            component.systems().forEach(system -> systems.add(new Object[] {id, system}));
        }
        batches.batchUpdate(PACKAGE, packages);
        batches.batchUpdate(DEVICE, devices);
        batches.batchUpdate("insert into package_systems (package_id, system_id) values (?, ?)", systems);
    }

    /** Removes what was loaded of this source and never became current. */
    public void drop(String source) {
        jdbc.sql("delete from catalogs where source = ? and state = 'loading'")
                .params(source)
                .update();
    }

    /**
     * Makes a loaded catalog the current one of its source. Part of the transaction that ends its sync, or the import that
     * brought it.
     */
    public void activate(Catalog catalog, int packages, Duration keep) {
        jdbc.sql("update catalogs set state = 'superseded' where source = ? and state = 'current'")
                .params(catalog.source())
                .update();
        int activated = jdbc.sql("update catalogs set state = 'current', packages = ?, synced_at = now() where id = ?")
                .params(packages, catalog.id())
                .update();
        if (activated != 1) {
            throw new IllegalStateException("The catalog that was loaded from " + catalog.source() + " is gone.");
        }
        // Plans that were approved before still name packages of superseded catalogs, so these stay for a while.
        jdbc.sql("delete from catalogs where source = ? and state = 'superseded'"
                        + " and synced_at < now() - ? * interval '1 second'"
                        + " and not exists (select 1 from baselines b where b.catalog_id = catalogs.id)")
                .params(catalog.source(), keep.toSeconds())
                .update();
    }

    /** The source still has what we have; what it said last is what it is asked with next time. */
    void confirmed(long id, String etag, String lastModified) {
        jdbc.sql("update catalogs set synced_at = now(), etag = coalesce(?, etag),"
                        + " last_modified = coalesce(?, last_modified) where id = ?")
                .params(etag, lastModified, id)
                .update();
    }

    private static Object[] row(Long id, long catalog, SoftwareComponent c) {
        return new Object[] {
            id,
            catalog,
            c.packageId(),
            c.releaseId(),
            c.path(),
            c.fileName(),
            c.name(),
            c.componentType(),
            c.packageType(),
            c.vendorVersion(),
            c.dellVersion(),
            timestamp(c.released()),
            c.rebootRequired(),
            c.size(),
            c.md5(),
            c.sha256(),
            c.criticality()
        };
    }

    private static Timestamp timestamp(Instant instant) {
        return instant == null ? null : Timestamp.from(instant);
    }

    private static final RowMapper<Catalog> ROW = (row, n) -> new Catalog(
            row.getLong("id"),
            row.getString("source"),
            row.getString("state"),
            row.getString("release_id"),
            row.getString("version"),
            row.getTimestamp("date_time") == null
                    ? null
                    : row.getTimestamp("date_time").toInstant(),
            row.getString("base_location"),
            row.getString("sha256"),
            row.getObject("bytes", Long.class),
            row.getObject("packages", Integer.class),
            row.getString("etag"),
            row.getString("last_modified"),
            row.getTimestamp("synced_at").toInstant());
}
