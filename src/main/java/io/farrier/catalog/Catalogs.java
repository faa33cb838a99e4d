package io.farrier.catalog;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.ConnectionCallback;
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

    private static final String PACKAGES = """
            copy packages (id, catalog_id, package_id, release_id, path, file_name, name, component_type, package_type,
                vendor_version, dell_version, released_at, reboot_required, size, hash_md5, hash_sha256, criticality, rollback,
                dependencies) from stdin
            """;

    private static final String DEVICES = """
            copy package_devices (package_id, component_id, vendor_id, device_id, subvendor_id, subdevice_id) from stdin
            """;

    private static final String SYSTEMS = "copy package_systems (package_id, system_id) from stdin";

    /** In the order of the ids, as whoever judges hosts holds them. */
    private static final String FORGET = """
            with old as materialized (
                select id from catalogs c where state = 'superseded' and superseded_at < now() - ? * interval '1 second'
                  and not exists (select 1 from baselines b where b.catalog_id = c.id)
                  and not exists (select 1 from catalogs n
                    where c.withdrawn_by is not null and n.source = c.source and n.state = 'current' and n.id < c.id)
                order by id for update)
            delete from catalogs where id in (select id from old)
            """;

    private static final String IDS =
            "select nextval(pg_get_serial_sequence('packages', 'id')) from generate_series(1, ?)";

    /** Of what belongs to a catalog that is loading: what makes it current is waited for, and is written after all this. */
    private static final String NOT_WAITED_FOR = "set local synchronous_commit = off";

    private final JdbcClient jdbc;
    private final JdbcTemplate connections;
    private final ObjectMapper json;

    public Catalogs(JdbcClient jdbc, JdbcTemplate connections, ObjectMapper json) {
        this.jdbc = jdbc;
        this.connections = connections;
        this.json = json;
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

    /** Which catalogs are here, also superseded ones: what may be on the way to a version that is wanted. */
    public List<Long> here() {
        return jdbc.sql("select id from catalogs where state <> 'loading' order by id")
                .query(Long.class)
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
        jdbc.sql(NOT_WAITED_FOR).update();
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
        jdbc.sql(NOT_WAITED_FOR).update();
        List<Long> ids =
                jdbc.sql(IDS).params(components.size()).query(Long.class).list();
        Copy packages = new Copy(PACKAGES);
        Copy devices = new Copy(DEVICES);
        Copy systems = new Copy(SYSTEMS);
        for (int i = 0; i < components.size(); i++) {
            Long id = ids.get(i);
            SoftwareComponent component = components.get(i);
            packages.row(row(id, catalog, component));
            for (Device d : component.devices()) {
                devices.row(id, d.componentId(), d.vendorId(), d.deviceId(), d.subvendorId(), d.subdeviceId());
            }
            component.systems().forEach(system -> systems.row(id, system));
        }
        connections.execute((ConnectionCallback<Void>) connection -> {
            packages.into(connection);
            devices.into(connection);
            systems.into(connection);
            return null;
        });
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
        // Waited for, also where it was loaded in this same transaction.
        jdbc.sql("set local synchronous_commit to default").update();
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
        forget(keep);
    }

    /**
     * Deletes the catalogs that have not been current for so long, also those whose source is gone; but none that a baseline
     * names, or that somebody went back from and no newer one has come since: its source may still have it.
     */
    @Transactional
    public void forget(Duration keep) {
        jdbc.sql(FORGET).params(keep.toSeconds()).update();
    }

    /**
     * What the source was seen to have last: its current catalog, or a newer one that somebody went back from. It is asked
     * for another than that.
     */
    public Optional<Catalog> seen(String source) {
        return jdbc.sql("select * from catalogs where source = ? and (state = 'current' or withdrawn_by is not null)"
                        + " and state <> 'loading' order by id desc limit 1")
                .params(source)
                .query(ROW)
                .optional();
    }

    /** The source still has what we have; what it said last is what it is asked with next time. */
    void confirmed(long id, String etag, String lastModified) {
        jdbc.sql("update catalogs set synced_at = now(), etag = coalesce(?, etag),"
                        + " last_modified = coalesce(?, last_modified) where id = ?")
                .params(etag, lastModified, id)
                .update();
    }

    private Object[] row(Long id, long catalog, SoftwareComponent c) {
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
            // Written without a formatter, as a date with an offset is.
            c.released() == null ? null : c.released().atOffset(ZoneOffset.UTC),
            c.rebootRequired(),
            c.size(),
            c.md5(),
            c.sha256(),
            c.criticality(),
            json(c.rollbacks()),
            json(c.dependencies())
        };
    }

    /** Null for none, which is the rule. */
    private String json(List<?> said) {
        try {
            return said.isEmpty() ? null : json.writeValueAsString(said);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
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
            row.getTimestamp("synced_at").toInstant(),
            row.getString("withdrawn_by"));
}
