package io.farrier.catalog;

import io.farrier.bell.Bell;
import io.farrier.bell.Kind;
import io.farrier.bell.Ring;
import io.farrier.bell.Turn;
import io.farrier.bell.Turns;
import io.farrier.hub.Refused;
import io.farrier.ledger.Entry;
import io.farrier.ledger.Ledger;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.jdbc.core.RowMapper;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;

/** The syncs of catalogs, asked for, running and ended. Each end is one transaction with its event. */
@Repository
public class Syncs {

    private static final String BEGIN = """
            insert into catalog_syncs (source, requested_by) values (?, ?)
            on conflict (source) where state = 'running' do nothing returning id
            """;

    private final JdbcClient jdbc;
    private final Turns turns;
    private final Catalogs catalogs;
    private final Ledger ledger;
    private final Duration keep;

    Syncs(
            JdbcClient jdbc,
            Turns turns,
            Catalogs catalogs,
            Ledger ledger,
            @Value("${farrier.catalog.keep}") Duration keep) {
        this.jdbc = jdbc;
        this.turns = turns;
        this.catalogs = catalogs;
        this.ledger = ledger;
        this.keep = keep;
    }

    /**
     * A sync that was asked for.
     *
     * @param fresh false when one of the same source is running already: that one is meant then
     * @param ring the bell to ring once this is committed
     */
    public record Requested(long id, boolean fresh, Ring ring) {}

    /**
     * Asks for a sync. Ring the bell that comes back; if that is lost, the sweep of the bells rings it later.
     *
     * @param source an http, https or file address without a user name
     * @throws Refused when the source can't be one
     */
    @Transactional
    public Requested request(String source, String who) {
        String address = Source.parse(source).toString();
        Optional<Long> fresh =
                jdbc.sql(BEGIN).params(address, who).query(Long.class).optional();
        if (fresh.isEmpty()) {
            Sync running = running(address)
                    .orElseThrow(() ->
                            Refused.conflict("A sync of " + address + " ended at this very moment. Ask for it again."));
            Bell bell = turns.bell(Kind.SYNC, running.id()).orElse(new Bell(running.id(), 0));
            return new Requested(running.id(), false, Ring.now(Kind.SYNC, bell));
        }
        append(
                fresh.get(),
                "requested",
                who,
                "A sync of %s was asked for.".formatted(address),
                Map.of("source", address));
        return new Requested(fresh.get(), true, Ring.now(Kind.SYNC, new Bell(fresh.get(), 0)));
    }

    public Optional<Sync> find(long id) {
        return jdbc.sql("select * from catalog_syncs where id = ?")
                .params(id)
                .query(ROW)
                .optional();
    }

    /** The newest first. */
    public List<Sync> latest(int limit) {
        return jdbc.sql("select * from catalog_syncs order by id desc limit ?")
                .params(limit)
                .query(ROW)
                .list();
    }

    /** Ends the sync with a new current catalog. */
    @Transactional
    public void completed(Turn turn, Sync sync, long catalogId, int packages) {
        turns.release(turn, turn.now(), 0);
        Catalog loaded = catalogs.find(catalogId).orElseThrow();
        Optional<Catalog> before = catalogs.current(sync.source());
        catalogs.activate(loaded, packages, keep);
        end(sync, "completed", catalogId, null);
        append(
                sync.id(),
                "completed",
                sync.requestedBy(),
                "Catalog %s with %,d packages is current now, from %s%s."
                        .formatted(
                                loaded.title(),
                                packages,
                                sync.source(),
                                before.map(b -> "; it replaces " + b.title()).orElse("")),
                Map.of("catalog", catalogId, "version", loaded.title(), "packages", packages));
    }

    /** Ends the sync: the source has what is current here. */
    @Transactional
    public void unchanged(Turn turn, Sync sync, Catalog current, String etag, String lastModified) {
        turns.release(turn, turn.now(), 0);
        catalogs.confirmed(current.id(), etag, lastModified);
        end(sync, "unchanged", current.id(), null);
        append(
                sync.id(),
                "unchanged",
                sync.requestedBy(),
                "Catalog %s is unchanged at %s.".formatted(current.title(), sync.source()),
                Map.of("catalog", current.id()));
    }

    /** Ends the sync without a catalog; the current one stays as it is. */
    @Transactional
    public void refused(Turn turn, Sync sync, String reason) {
        turns.release(turn, turn.now(), turn.stumbles());
        catalogs.drop(sync.source());
        end(sync, "refused", null, reason);
        String kept = catalogs.current(sync.source())
                .map(current -> " Catalog %s stays current.".formatted(current.title()))
                .orElse("");
        append(
                sync.id(),
                "refused",
                sync.requestedBy(),
                "The catalog at %s is refused: %s%s".formatted(sync.source(), reason, kept),
                Map.of("reason", reason));
    }

    /** The turn threw: it will be taken again. */
    @Transactional
    public void stumbled(Turn turn, Sync sync, String reason, Instant again) {
        turns.release(turn, again, turn.stumbles() + 1);
        jdbc.sql("update catalog_syncs set reason = ? where id = ?")
                .params(reason, sync.id())
                .update();
        append(
                sync.id(),
                "stumbled",
                sync.requestedBy(),
                "The sync of %s did not get through, attempt %d: %s It is tried again."
                        .formatted(sync.source(), turn.stumbles() + 1, reason),
                Map.of("reason", reason, "again", again.toString()));
    }

    private Optional<Sync> running(String source) {
        return jdbc.sql("select * from catalog_syncs where source = ? and state = 'running'")
                .params(source)
                .query(ROW)
                .optional();
    }

    private void end(Sync sync, String state, Long catalogId, String reason) {
        jdbc.sql("update catalog_syncs set state = ?, catalog_id = ?, reason = ?, ended_at = now() where id = ?")
                .params(state, catalogId, reason, sync.id())
                .update();
    }

    private void append(long sync, String what, String who, String sentence, Map<String, ?> facts) {
        ledger.append(Entry.of("sync:" + sync, "catalog.sync." + what, sentence)
                .by(who)
                .with(facts));
    }

    private static final RowMapper<Sync> ROW = (row, n) -> new Sync(
            row.getLong("id"),
            row.getString("source"),
            row.getString("state"),
            row.getObject("catalog_id", Long.class),
            row.getString("reason"),
            row.getString("requested_by"),
            row.getTimestamp("created_at").toInstant(),
            row.getTimestamp("ended_at") == null
                    ? null
                    : row.getTimestamp("ended_at").toInstant(),
            row.getInt("stumbles"));
}
