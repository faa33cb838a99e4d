package io.farrier.catalog;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.farrier.bell.Ring;
import io.farrier.hub.Refused;
import io.farrier.ledger.Entry;
import io.farrier.ledger.Ledger;
import java.net.URI;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;

/** The configured sources of catalogs. Each change is one transaction with its event. */
@Repository
public class Sources {

    private static final Set<String> KINDS =
            Set.of(CatalogSource.CATALOG, CatalogSource.INDEX, CatalogSource.DIRECTORY);

    private static final String ALL = """
            select s.*, (select y.state from catalog_syncs y where y.source = s.address order by y.id desc limit 1) as last_sync
            from catalog_sources s
            """;

    private static final String ADD = """
            insert into catalog_sources (name, kind, address, schedule, enabled, choice, package_root, next_at, created_by)
            values (?, ?, ?, ?, ?, ?::jsonb, ?, ?, ?) returning id
            """;

    private static final String EDIT = """
            update catalog_sources set name = ?, schedule = ?, enabled = ?, choice = ?::jsonb, package_root = ?, next_at = ?
            where id = ?
            """;

    /**
     * Also those that an index has brought: their source is its address, a # and their name. That somebody went back from one
     * is forgotten with the source: added again, it begins anew.
     */
    private static final String RETIRE = """
            with withdrawn as (
                update catalogs set withdrawn_by = null where state = 'superseded' and withdrawn_by is not null
                    and (source = ? or starts_with(source, ? || '#')))
            update catalogs set state = 'superseded' where state = 'current' and (source = ? or starts_with(source, ? || '#'))
            """;

    private final JdbcClient jdbc;
    private final Syncs syncs;
    private final Ledger ledger;
    private final ObjectMapper json;

    Sources(JdbcClient jdbc, Syncs syncs, Ledger ledger, ObjectMapper json) {
        this.jdbc = jdbc;
        this.syncs = syncs;
        this.ledger = ledger;
        this.json = json;
    }

    /** What somebody wants a source to be; null where they do not say. */
    public record Wanted(
            String name,
            String kind,
            String address,
            String schedule,
            Boolean enabled,
            Choice choice,
            String packageRoot) {

        Wanted(String name, String kind, String address, String schedule, Boolean enabled, Choice choice) {
            this(name, kind, address, schedule, enabled, choice, null);
        }

        boolean on() {
            return enabled == null || enabled;
        }
    }

    public List<CatalogSource> all() {
        return jdbc.sql(ALL + "order by s.name").query(this::source).list();
    }

    /** @throws Refused when there is none */
    public CatalogSource byId(long id) {
        return jdbc.sql(ALL + "where s.id = ?")
                .params(id)
                .query(this::source)
                .optional()
                .orElseThrow(() -> Refused.unknown("There is no catalog source " + id + "."));
    }

    /** @throws Refused when the name or the address has a source already, or something in it is wrong */
    @Transactional
    public CatalogSource add(Wanted wanted, String who) {
        if (wanted.kind() == null || !KINDS.contains(wanted.kind())) {
            throw Refused.invalid(
                    "The kind of a source is catalog, index or directory, not %s.".formatted(wanted.kind()));
        }
        String address = address(wanted);
        check(wanted, wanted.kind());
        long id;
        try {
            id = jdbc.sql(ADD)
                    .params(
                            wanted.name().strip(),
                            wanted.kind(),
                            address,
                            wanted.schedule(),
                            wanted.on(),
                            write(wanted.choice()),
                            root(wanted),
                            next(wanted),
                            who)
                    .query(Long.class)
                    .single();
        } catch (DuplicateKeyException e) {
            throw Refused.conflict("There is a source of the name %s or with the address %s already."
                    .formatted(wanted.name(), address));
        }
        tell(
                id,
                "added",
                "The catalog source %s was added: %s at %s.".formatted(wanted.name(), wanted.kind(), address),
                who);
        return byId(id);
    }

    /** Its kind and address stay: other ones are another source. */
    @Transactional
    public CatalogSource edit(long id, Wanted wanted, String who) {
        CatalogSource now = byId(id);
        boolean other = wanted.kind() != null && !wanted.kind().equals(now.kind())
                || wanted.address() != null
                        && !address(new Wanted(null, now.kind(), wanted.address(), null, null, null))
                                .equals(now.address());
        if (other) {
            throw Refused.conflict(
                    "The kind and the address of a source stay as they are. Add another source, and remove"
                            + " this one.");
        }
        check(wanted, now.kind());
        try {
            jdbc.sql(EDIT)
                    .params(
                            wanted.name().strip(),
                            wanted.schedule(),
                            wanted.on(),
                            write(wanted.choice()),
                            root(wanted),
                            next(wanted),
                            id)
                    .update();
        } catch (DuplicateKeyException e) {
            throw Refused.conflict("There is a source of the name %s already.".formatted(wanted.name()));
        }
        tell(id, "edited", "The catalog source %s was edited.".formatted(wanted.name()), who);
        return byId(id);
    }

    /** Its catalogs count for verdicts no more; they stay a while, as superseded ones do. */
    @Transactional
    public void remove(long id, String who) {
        // Whoever asks for a sync of it waits here, or has asked before.
        jdbc.sql("select id from catalog_sources where id = ? for update")
                .params(id)
                .query(Long.class)
                .optional();
        CatalogSource source = byId(id);
        if ("running".equals(source.lastSync())) {
            throw Refused.conflict("A sync of %s is running. Remove it when that has ended.".formatted(source.name()));
        }
        jdbc.sql(
                        "update catalog_syncs set unwanted = 'Its source was removed.' where state = 'running' and source_id = ?")
                .params(id)
                .update();
        jdbc.sql("delete from catalog_sources where id = ?").params(id).update();
        int retired = jdbc.sql(RETIRE)
                .params(source.address(), source.address(), source.address(), source.address())
                .update();
        tell(
                id,
                "removed",
                "The catalog source %s was removed; %d of its catalogs are current no more."
                        .formatted(source.name(), retired),
                who);
    }

    public Syncs.Requested sync(long id, String who) {
        return syncs.request(byId(id).address(), who);
    }

    /**
     * Asks for the syncs that the schedules want by now. However late this is called, each is asked for once; two hubs that
     * call it at once share them.
     */
    @Transactional
    public List<Ring> due(Instant now) {
        List<Ring> rings = new ArrayList<>();
        for (CatalogSource source : jdbc.sql("select s.*, null as last_sync from catalog_sources s"
                        + " where enabled and next_at <= ? order by next_at for update skip locked")
                .params(Timestamp.from(now))
                .query(this::source)
                .list()) {
            rings.add(syncs.request(source.address(), "farrier").ring());
            jdbc.sql("update catalog_sources set next_at = ? where id = ?")
                    .params(Timestamp.from(Schedule.next(source.schedule(), now)), source.id())
                    .update();
        }
        return rings;
    }

    private static String address(Wanted wanted) {
        URI address = Source.parse(wanted.address());
        if (address.getFragment() != null) {
            throw Refused.invalid("A source's address has no part after a #: " + wanted.address());
        }
        if (!wanted.kind().equals(CatalogSource.DIRECTORY)) {
            return address.toString();
        }
        if (Source.isWeb(address)) {
            throw Refused.invalid("A directory is a folder of this hub, file:/…, not " + address
                    + ". What is on a web server needs a catalog.");
        }
        return address.toString().endsWith("/") ? address.toString() : address + "/";
    }

    /** Where the packages of the catalogs from this source are, if its source says so. */
    public Optional<String> packageRoot(String catalogSource) {
        return jdbc.sql("select package_root from catalog_sources where address = split_part(?, '#', 1)")
                .params(catalogSource)
                .query(String.class)
                .optional();
    }

    private static void check(Wanted wanted, String kind) {
        if (wanted.packageRoot() != null && kind.equals(CatalogSource.DIRECTORY)) {
            throw Refused.invalid("The packages of a directory are in it; it has no package root.");
        }
        if (wanted.packageRoot() != null && Source.parse(wanted.packageRoot()).getFragment() != null) {
            throw Refused.invalid("A package root has no part after a #: " + wanted.packageRoot());
        }
        if (wanted.name() == null || wanted.name().isBlank()) {
            throw Refused.invalid("A source needs a name.");
        }
        if (kind.equals(CatalogSource.INDEX)) {
            (wanted.choice() == null ? new Choice(List.of(), null) : wanted.choice()).checked();
        } else if (wanted.choice() != null) {
            throw Refused.invalid("Only an index needs a choice of catalogs; a %s is synced whole.".formatted(kind));
        }
    }

    private static String root(Wanted wanted) {
        return wanted.packageRoot() == null ? null : wanted.packageRoot().strip();
    }

    private static Timestamp next(Wanted wanted) {
        return wanted.schedule() == null ? null : Timestamp.from(Schedule.next(wanted.schedule(), Instant.now()));
    }

    private void tell(long id, String what, String sentence, String who) {
        ledger.append(Entry.of("catalog-source:" + id, "catalog.source." + what, sentence)
                .by(who)
                .with(Map.of("source", id)));
    }

    private String write(Choice choice) {
        try {
            return choice == null ? null : json.writeValueAsString(choice);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private CatalogSource source(ResultSet row, int n) throws SQLException {
        String choice = row.getString("choice");
        try {
            return new CatalogSource(
                    row.getLong("id"),
                    row.getString("name"),
                    row.getString("kind"),
                    row.getString("address"),
                    row.getString("schedule"),
                    row.getBoolean("enabled"),
                    choice == null ? null : json.readValue(choice, Choice.class),
                    row.getString("package_root"),
                    row.getTimestamp("next_at") == null
                            ? null
                            : row.getTimestamp("next_at").toInstant(),
                    row.getString("last_sync"),
                    row.getString("created_by"),
                    row.getTimestamp("created_at").toInstant());
        } catch (JsonProcessingException e) {
            throw new SQLException("the choice of a catalog source is no JSON", e);
        }
    }
}
