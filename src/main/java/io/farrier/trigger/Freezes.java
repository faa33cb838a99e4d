package io.farrier.trigger;

import io.farrier.ledger.Entry;
import io.farrier.ledger.Ledger;
import io.farrier.trigger.Said.Opening;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** The freezes. {@code plan.Barred} reads them for each host that a plan would begin. */
@Repository
class Freezes {

    private static final String LOCK = """
            insert into freezes (source, number, said) values (?, ?, '{}')
            on conflict (source, number) do update set number = excluded.number
            returning id, said
            """;

    /** Those that leave no host of some any time within a window. */
    private static final String COVERING = """
            select f.number, f.source, f.to_at, f.reason from freezes f
            where not f.over and f.from_at <= ? and (f.to_at is null or f.to_at >= ?)
              and not exists (select 1 from hosts h join host_places p on p.host_id = h.id where h.id = any (?) and not (
                f.scope = 'everywhere' or f.scope = 'site' and p.site = f.scope_name
                or f.scope = 'cluster' and p.cluster = f.scope_name
                or f.scope = 'host' and upper(h.service_tag) = upper(f.scope_name)))
            """;

    private final JdbcClient jdbc;
    private final Ledger ledger;
    private final Json json;

    Freezes(JdbcClient jdbc, Ledger ledger, Json json) {
        this.jdbc = jdbc;
        this.ledger = ledger;
        this.json = json;
    }

    /** Returns whether it was news. */
    boolean fold(Message message, Said.OfFreeze said) {
        record Known(long id, Freeze said) {}
        Known known = jdbc.sql(LOCK)
                .params(message.source(), message.number())
                .query((row, n) -> new Known(row.getLong("id"), json.read(row.getString("said"), Freeze.class)))
                .single();
        Freeze now = known.said().with(message.stamp(), said);
        if (now.equals(known.said())) {
            return false;
        }
        Said.FreezeStarted started = now.started() == null ? null : now.started().said();
        jdbc.sql("update freezes set said = ?::jsonb, scope = ?, scope_name = ?, from_at = ?, to_at = ?, reason = ?, over = ?"
                        + " where id = ?")
                .params(
                        json.write(now),
                        started == null ? null : started.scope().kind(),
                        started == null ? null : started.scope().name(),
                        started == null ? null : time(started.from()),
                        started == null ? null : time(started.until()),
                        started == null ? null : started.reason(),
                        now.ended() != null,
                        known.id())
                .update();
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("source", message.source());
        facts.put("freeze", message.number());
        facts.put("said", message.data());
        ledger.append(Entry.of(
                        "freeze:" + known.id(),
                        message.type(),
                        "%s says that the freeze %s %s."
                                .formatted(
                                        message.source(),
                                        message.number(),
                                        said instanceof Said.FreezeEnded ? "has ended" : "holds"))
                .by(message.source())
                .with(facts));
        return true;
    }

    /** Sentences about those that leave nothing of a window for these hosts. */
    List<String> covering(Opening window, List<Long> hosts) {
        if (window == null || window.opensAt() == null || window.closesAt() == null) {
            return List.of();
        }
        return jdbc.sql(COVERING)
                .params(time(window.opensAt()), time(window.closesAt()), hosts.toArray(Long[]::new))
                .query((row, n) -> "the freeze %s of %s covers all of its window%s"
                        .formatted(
                                row.getString("number"),
                                row.getString("source"),
                                row.getString("reason") == null ? "" : ": " + row.getString("reason")))
                .list();
    }

    private static Timestamp time(Instant at) {
        return at == null ? null : Timestamp.from(at);
    }
}
