package io.farrier.catalog;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.farrier.bell.Bell;
import io.farrier.bell.Kind;
import io.farrier.bell.Ring;
import io.farrier.bell.Turn;
import io.farrier.bell.TurnLost;
import io.farrier.bell.Turns;
import io.farrier.hub.Refused;
import io.farrier.ledger.Entry;
import io.farrier.ledger.Ledger;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;

/** The syncs of catalogs, asked for, running and ended. Each end is one transaction with its event. */
@Repository
public class Syncs {

    private static final String BEGIN = """
            insert into catalog_syncs (source, requested_by, source_id, kind, address, md5)
            select ?, ?, s.id, coalesce(?, s.kind, 'catalog'), ?, ?
            from (select 1) one left join catalog_sources s on s.address = ?
            on conflict (source) where state = 'running' do nothing returning id
            """;

    /** A catalog of an index that is here already, or that somebody went back from. */
    private static final String HERE = """
            select count(*) from catalog_syncs s join catalogs c on c.id = s.catalog_id
            where s.source = ? and s.address = ? and s.md5 = ? and (c.state = 'current' or c.withdrawn_by is not null
              and exists (select 1 from catalogs n where n.source = s.source and n.state = 'current'))
            """;

    private static final String RETIRE = """
            update catalogs set state = 'superseded' where state = 'current' and starts_with(source, ? || '#')
              and source <> all(?)
            """;

    /** Those under way that are chosen no more must not become current either; those that are chosen again may. */
    private static final String UNWANTED = """
            update catalog_syncs set unwanted = case when source = any(?) then null else 'Its index''s source chooses it no more.' end
            where state = 'running' and starts_with(source, ? || '#')
            """;

    private static final String PROGRESS =
            "update catalog_syncs set bytes_done = ?, bytes_total = ?, validator = ? where id = ?";

    private static final TypeReference<List<LeftOut>> LEFT_OUT = new TypeReference<>() {};
    private static final int NAMED = 100;

    private final JdbcClient jdbc;
    private final Turns turns;
    private final Catalogs catalogs;
    private final Changes changes;
    private final Ledger ledger;
    private final ObjectMapper json;
    private final Duration lease;
    private final Duration keep;

    Syncs(
            JdbcClient jdbc,
            Turns turns,
            Catalogs catalogs,
            Changes changes,
            Ledger ledger,
            ObjectMapper json,
            @Value("${farrier.catalog.lease}") Duration lease,
            @Value("${farrier.catalog.keep}") Duration keep) {
        this.jdbc = jdbc;
        this.turns = turns;
        this.catalogs = catalogs;
        this.changes = changes;
        this.ledger = ledger;
        this.json = json;
        this.lease = lease;
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
     * Asks for a sync, of the kind of the configured source that has this address, if there is one. Ring the bell that comes back; if that is lost, the sweep of the bells rings it later.
     *
     * @param source an http, https or file address without a user name
     * @throws Refused when the source can't be one
     */
    @Transactional
    public Requested request(String source, String who) {
        String address = Source.parse(source).toString();
        Optional<Long> fresh = begin(address, who, null, null, null, address);
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

    private Optional<Long> begin(
            String source, String who, String kind, String address, String md5, String configured) {
        return jdbc.sql(BEGIN)
                .params(source, who, kind, address, md5, configured)
                .query(Long.class)
                .optional();
    }

    public Optional<Sync> find(long id) {
        return jdbc.sql("select * from catalog_syncs where id = ?")
                .params(id)
                .query(this::sync)
                .optional();
    }

    /** The newest first. @param after the last id of the page before; 0 for the first */
    public List<Sync> latest(long after, int limit) {
        return jdbc.sql("select * from catalog_syncs where (? = 0 or id < ?) order by id desc limit ?")
                .params(after, after, limit)
                .query(this::sync)
                .list();
    }

    /** Ends the sync with a new current catalog, if its source has not been removed or chosen otherwise meanwhile. */
    @Transactional
    public void completed(Turn turn, Sync sync, Loading.Loaded read) {
        long catalogId = read.catalogId();
        int packages = read.packages();
        Optional<String> unwanted = unwanted(sync);
        if (unwanted.isPresent()) {
            refused(turn, sync, unwanted.get());
            return;
        }
        turns.release(turn, turn.now(), 0);
        Catalog loaded = catalogs.find(catalogId).orElseThrow();
        Optional<Catalog> before = catalogs.current(sync.source());
        Map<String, Integer> difference =
                before.map(b -> changes.count(b.id(), catalogId)).orElse(Map.of());
        catalogs.activate(loaded, packages, keep);
        end(sync, "completed", catalogId, null);
        append(
                sync.id(),
                "completed",
                sync.requestedBy(),
                "Catalog %s with %,d packages is current now, from %s%s%s.%s"
                        .formatted(
                                loaded.title(),
                                packages,
                                sync.source(),
                                before.map(b -> "; it replaces " + b.title()).orElse(""),
                                said(difference),
                                read.says()),
                Map.of(
                        "catalog",
                        catalogId,
                        "version",
                        loaded.title(),
                        "packages",
                        packages,
                        "replaces",
                        before.map(Catalog::id).orElse(0L),
                        "changes",
                        difference));
    }

    /** Whoever says so waits for this transaction, or this one for theirs. */
    private Optional<String> unwanted(Sync sync) {
        return jdbc.sql("select coalesce(unwanted, '') from catalog_syncs where id = ? for update")
                .params(sync.id())
                .query(String.class)
                .optional()
                .filter(why -> !why.isEmpty());
    }

    private static String said(Map<String, Integer> difference) {
        return difference.isEmpty()
                ? ""
                : ": %,d packages are new, %,d gone, %,d changed"
                        .formatted(difference.get("new"), difference.get("gone"), difference.get("changed"));
    }

    /**
     * Ends the sync of an index by asking for those of the catalogs that were chosen out of it. Those that it brought once
     * and that are chosen no more count no more.
     *
     * @return the bells to ring once this is committed
     */
    @Transactional
    public List<Ring> chosen(Turn turn, Sync sync, CatalogIndex.Selection selection) {
        turns.release(turn, turn.now(), 0);
        List<Ring> rings = new ArrayList<>();
        List<String> sources = new ArrayList<>();
        for (CatalogIndex.Chosen one : selection.chosen()) {
            CatalogIndex.Version version = one.version();
            String source = sync.source() + "#" + one.key();
            String address = PackageAddress.of(version.path(), sync.source(), null, "", false)
                    .toString();
            sources.add(source);
            boolean here = jdbc.sql(HERE)
                            .params(source, address, version.md5())
                            .query(Integer.class)
                            .single()
                    > 0;
            if (!here) {
                begin(source, sync.requestedBy(), CatalogSource.CATALOG, address, version.md5(), sync.source())
                        .ifPresent(id -> rings.add(Ring.now(Kind.SYNC, new Bell(id, 0))));
            }
        }
        jdbc.sql(UNWANTED).params(sources.toArray(String[]::new), sync.source()).update();
        jdbc.sql(RETIRE).params(sync.source(), sources.toArray(String[]::new)).update();
        leftOut(sync, selection.leftOut());
        end(sync, "completed", null, null);
        append(
                sync.id(),
                "completed",
                sync.requestedBy(),
                "The index at %s was read: of the %,d catalogs that were chosen, %,d are synced now."
                        .formatted(sync.source(), sources.size(), rings.size()),
                Map.of("catalogs", sources));
        return rings;
    }

    /**
     * How far the download is. Who gets on keeps the turn.
     *
     * @param total bytes; null where the server does not say
     * @param validator by which it goes on when it is cut; null where it can't
     * @throws TurnLost when the turn is no longer ours: then somebody else downloads
     */
    @Transactional
    public void progress(Turn turn, long done, Long total, String validator) {
        turns.extend(turn, lease);
        jdbc.sql(PROGRESS).params(done, total, validator, turn.id()).update();
    }

    /** What was passed over; the first hundred are named. */
    public void leftOut(Sync sync, List<LeftOut> leftOut) {
        try {
            jdbc.sql("update catalog_syncs set left_out = ?::jsonb where id = ?")
                    .params(json.writeValueAsString(leftOut.subList(0, Math.min(NAMED, leftOut.size()))), sync.id())
                    .update();
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
        if (!leftOut.isEmpty()) {
            append(
                    sync.id(),
                    "left-out",
                    sync.requestedBy(),
                    "%,d files were left out, the first, %s: %s"
                            .formatted(
                                    leftOut.size(),
                                    leftOut.getFirst().file(),
                                    leftOut.getFirst().reason()),
                    Map.of("files", leftOut.size()));
        }
    }

    /** Ends the sync: the source has what is current here. */
    @Transactional
    public void unchanged(Turn turn, Sync sync, Catalog current, String etag, String lastModified) {
        turns.release(turn, turn.now(), 0);
        catalogs.seen(sync.source()).ifPresent(seen -> catalogs.confirmed(seen.id(), etag, lastModified));
        end(sync, "unchanged", current.id(), null);
        String sentence = catalogs.seen(sync.source())
                .filter(seen -> seen.id() != current.id())
                .map(seen -> "%s still has catalog %s, from which %s went back to %s: that stays current."
                        .formatted(sync.source(), seen.title(), seen.withdrawnBy(), current.title()))
                .orElse("Catalog %s is unchanged at %s.".formatted(current.title(), sync.source()));
        append(sync.id(), "unchanged", sync.requestedBy(), sentence, Map.of("catalog", current.id()));
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

    /**
     * The turn threw: it will be taken again.
     *
     * @param stumbles in a row, with this one
     */
    @Transactional
    public void stumbled(Turn turn, Sync sync, String reason, int stumbles, Instant again) {
        turns.release(turn, again, stumbles);
        jdbc.sql("update catalog_syncs set reason = ? where id = ?")
                .params(reason, sync.id())
                .update();
        append(
                sync.id(),
                "stumbled",
                sync.requestedBy(),
                "The sync of %s did not get through, attempt %d: %s It is tried again."
                        .formatted(sync.source(), stumbles, reason),
                Map.of("reason", reason, "again", again.toString()));
    }

    private Optional<Sync> running(String source) {
        return jdbc.sql("select * from catalog_syncs where source = ? and state = 'running'")
                .params(source)
                .query(this::sync)
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

    private Sync sync(ResultSet row, int n) throws SQLException {
        try {
            return new Sync(
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
                    row.getInt("stumbles"),
                    row.getObject("source_id", Long.class),
                    row.getString("kind"),
                    row.getString("address"),
                    row.getString("md5"),
                    row.getLong("bytes_done"),
                    row.getObject("bytes_total", Long.class),
                    row.getString("validator"),
                    json.readValue(row.getString("left_out"), LEFT_OUT));
        } catch (JsonProcessingException e) {
            throw new SQLException("what a sync left out is no JSON", e);
        }
    }
}
