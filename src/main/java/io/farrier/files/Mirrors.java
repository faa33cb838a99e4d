package io.farrier.files;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.farrier.bell.Bell;
import io.farrier.bell.Kind;
import io.farrier.bell.Ring;
import io.farrier.bell.Turn;
import io.farrier.bell.Turns;
import io.farrier.catalog.Catalog;
import io.farrier.catalog.Catalogs;
import io.farrier.hub.Order;
import io.farrier.hub.Refused;
import io.farrier.ledger.Entry;
import io.farrier.ledger.Ledger;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;

/** The mirrors: what they are to have, and how far they are. Each step is one transaction with its event. */
@Repository
public class Mirrors {

    private static final String ALL = """
            select m.*, f.* from mirrors m cross join lateral (
                select count(*) as total, count(*) filter (where f.state = 'stored') as stored,
                    count(*) filter (where f.state = 'failed') as failed, coalesce(sum(p.size), 0) as bytes,
                    coalesce(sum(p.size) filter (where f.state = 'stored'), 0) as bytes_stored
                from mirror_files f join packages p on p.id = f.package_id where f.mirror_id = m.id) f
            """;

    private static final String PUT = """
            insert into mirrors (name, selection, enabled, created_by) values (?, ?::jsonb, ?, ?)
            on conflict (name) do update set selection = excluded.selection, enabled = excluded.enabled
            returning id
            """;

    private static final String START = """
            update mirrors set state = 'running', reason = null, requested_by = ?, started_at = now(), ended_at = null,
                due_at = now(), stumbles = 0
            where id = ? and state <> 'running' returning turn
            """;

    private static final String HERE = """
            select coalesce(sum(p.size), 0) from mirror_files f join packages p on p.id = f.package_id
            where f.mirror_id = ? and exists (select 1 from artifacts a where a.quarantined is null
                and (a.sha256 = p.hash_sha256 or p.hash_sha256 is null and a.md5 = p.hash_md5))
            """;

    private static final String END = "update mirrors set state = ?, reason = ?, ended_at = now() where id = ?";

    private final JdbcClient jdbc;
    private final Turns turns;
    private final Selected selected;
    private final Catalogs catalogs;
    private final Ledger ledger;
    private final ObjectMapper json;

    Mirrors(JdbcClient jdbc, Turns turns, Selected selected, Catalogs catalogs, Ledger ledger, ObjectMapper json) {
        this.jdbc = jdbc;
        this.turns = turns;
        this.selected = selected;
        this.catalogs = catalogs;
        this.ledger = ledger;
        this.json = json;
    }

    public List<Mirror> all() {
        return jdbc.sql(ALL + "order by m.name").query(this::mirror).list();
    }

    public Mirror byId(long id) {
        return jdbc.sql(ALL + "where m.id = ?")
                .params(id)
                .query(this::mirror)
                .optional()
                .orElseThrow(() -> Refused.unknown("There is no mirror " + id + "."));
    }

    /** Adds a mirror, or gives the one of this name another selection; that holds from its next start. */
    @Transactional
    public Mirror put(String name, Selection selection, boolean enabled, String who) {
        selection.checked();
        long id = jdbc.sql(PUT)
                .params(name, write(selection), enabled, who)
                .query(Long.class)
                .single();
        Mirror mirror = byId(id);
        tell(mirror, "kept", "The mirror %s was set.".formatted(name), who);
        return mirror;
    }

    /** Removes a mirror. Its files stay until the retention finds that nothing else needs them. */
    @Transactional
    public void remove(long id, String who) {
        Mirror mirror = byId(id);
        jdbc.sql("delete from mirrors where id = ?").params(id).update();
        tell(mirror, "removed", "The mirror %s was removed.".formatted(mirror.name()), who);
    }

    /**
     * Starts a mirror on what the current catalogs hold now; one that runs goes on as it is.
     *
     * @return its bell
     */
    @Transactional
    public Ring start(long id, String who) {
        Mirror mirror = byId(id);
        Set<Long> packages = selected.of(
                mirror.selection(), catalogs.current().stream().map(Catalog::id).toList());
        if (packages.isEmpty()) {
            throw Refused.conflict(
                    ("The current catalogs hold nothing that the selection of the mirror %s means. Sync a"
                                    + " catalog, or give the mirror another selection.")
                            .formatted(mirror.name()));
        }
        return jdbc.sql(START)
                .params(who, id)
                .query(Long.class)
                .optional()
                .map(turn -> {
                    jdbc.sql("delete from mirror_files where mirror_id = ?")
                            .params(id)
                            .update();
                    jdbc.sql("insert into mirror_files (mirror_id, package_id) select ?, unnest(?)")
                            .params(id, packages.toArray(Long[]::new))
                            .update();
                    tell(
                            byId(id),
                            "started",
                            "The mirror %s looks for %,d files.".formatted(mirror.name(), packages.size()),
                            who);
                    return Ring.now(Kind.MIRROR, new Bell(id, turn));
                })
                .orElseGet(
                        () -> Ring.now(Kind.MIRROR, turns.bell(Kind.MIRROR, id).orElse(new Bell(id, 0))));
    }

    /** The mirrors that the clock starts. */
    public List<Long> enabled() {
        return jdbc.sql("select id from mirrors where enabled order by id")
                .query(Long.class)
                .list();
    }

    /** The packages whose files are not here yet; those that could not be had a moment ago come last. */
    public List<Long> wanted(long id, int limit) {
        return jdbc.sql("select package_id from mirror_files where mirror_id = ? and state = 'wanted'"
                        + " order by reason is not null, package_id limit ?")
                .params(id, limit)
                .query(Long.class)
                .list();
    }

    /** How much of what it wants the store has already. */
    public long bytesHere(long id) {
        return jdbc.sql(HERE).params(id).query(Long.class).single();
    }

    /** A file that could not be had. */
    public record Missed(long packageId, String fileName, String reason) {}

    /** By package. @param after the last package of the page before; 0 for the first */
    public List<Missed> missed(long id, long after, int limit) {
        Order order = Order.of("packages", "id", Map.of("id", "t.id"));
        return jdbc.sql("select t.id, t.file_name, f.reason from mirror_files f join packages t on t.id = f.package_id"
                        + " where f.mirror_id = :id and f.state = 'failed' and" + order.behind() + order.by())
                .param("id", id)
                .param("after", after)
                .param("limit", limit)
                .query((row, n) -> new Missed(row.getLong("id"), row.getString("file_name"), row.getString("reason")))
                .list();
    }

    /** A file is here, or can't be had: said at once, so that a hub that dies does not ask for it again. */
    public void got(long id, long packageId, String problem) {
        jdbc.sql("update mirror_files set state = ?, reason = ? where mirror_id = ? and package_id = ?")
                .params(problem == null ? "stored" : "failed", problem, id, packageId)
                .update();
    }

    /** A file could not be had now, and is tried again. */
    public void troubled(long id, long packageId, String problem) {
        jdbc.sql("update mirror_files set reason = ? where mirror_id = ? and package_id = ?")
                .params(problem, id, packageId)
                .update();
    }

    /** A batch is through: the turn is given back. */
    @Transactional
    public Mirror advanced(Turn turn) {
        turns.release(turn, turn.now(), 0);
        Mirror mirror = byId(turn.id());
        if (mirror.stored() + mirror.failed() < mirror.total()) {
            return mirror;
        }
        boolean all = mirror.failed() == 0;
        String sentence = "The mirror %s has %,d of its %,d files, %,d bytes%s."
                .formatted(
                        mirror.name(),
                        mirror.stored(),
                        mirror.total(),
                        mirror.bytesStored(),
                        all ? "" : "; %,d could not be had".formatted(mirror.failed()));
        jdbc.sql(END)
                .params(all ? "completed" : "failed", all ? null : sentence, turn.id())
                .update();
        tell(mirror, all ? "completed" : "failed", sentence, "farrier");
        return byId(turn.id());
    }

    /** A turn threw and will be taken again. */
    @Transactional
    public void stumbled(Turn turn, String why, Instant again) {
        turns.release(turn, again, turn.stumbles() + 1);
        jdbc.sql("update mirrors set reason = ? where id = ?")
                .params(why, turn.id())
                .update();
        Mirror mirror = byId(turn.id());
        tell(
                mirror,
                "stumbled",
                "The mirror %s did not get on: %s It is tried again.".formatted(mirror.name(), why),
                "farrier");
    }

    @Transactional
    public void failed(Turn turn, String why) {
        turns.release(turn, turn.now(), turn.stumbles());
        jdbc.sql(END).params("failed", why, turn.id()).update();
        Mirror mirror = byId(turn.id());
        tell(mirror, "failed", "The mirror %s was given up: %s".formatted(mirror.name(), why), "farrier");
    }

    private void tell(Mirror mirror, String what, String sentence, String who) {
        ledger.append(Entry.of("mirror:" + mirror.id(), "files.mirror." + what, sentence)
                .by(who)
                .with(Map.of("mirror", mirror.id(), "stored", mirror.stored(), "total", mirror.total())));
    }

    private String write(Selection selection) {
        try {
            return json.writeValueAsString(selection);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private Mirror mirror(ResultSet row, int n) throws SQLException {
        Selection selection;
        try {
            selection = json.readValue(row.getString("selection"), Selection.class);
        } catch (JsonProcessingException e) {
            throw new SQLException("the selection of a mirror is no JSON", e);
        }
        return new Mirror(
                row.getLong("id"),
                row.getString("name"),
                selection,
                row.getBoolean("enabled"),
                row.getString("state"),
                row.getString("reason"),
                row.getInt("total"),
                row.getInt("stored"),
                row.getInt("failed"),
                row.getLong("bytes"),
                row.getLong("bytes_stored"),
                row.getString("created_by"),
                row.getTimestamp("created_at").toInstant(),
                row.getString("requested_by"),
                row.getTimestamp("started_at") == null
                        ? null
                        : row.getTimestamp("started_at").toInstant(),
                row.getTimestamp("ended_at") == null
                        ? null
                        : row.getTimestamp("ended_at").toInstant());
    }
}
