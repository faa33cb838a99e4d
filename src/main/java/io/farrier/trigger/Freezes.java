package io.farrier.trigger;

import io.farrier.hub.Refused;
import io.farrier.ledger.Entry;
import io.farrier.ledger.Ledger;
import io.farrier.window.Blackout;
import io.farrier.window.Blackouts;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** The freezes. One that holds, or will, is a blackout. */
@Repository
class Freezes {

    /** Until it is said to have ended nobody knows when that is. */
    private static final Duration OPEN_END = Duration.ofDays(10 * 365);

    private static final String LOCK = """
            insert into freezes (source, number, said) values (?, ?, '{}')
            on conflict (source, number) do update set number = excluded.number
            returning id, said, blackout_id, now() as now
            """;

    private record Known(long id, Freeze said, Long blackout, Instant now) {}

    private final JdbcClient jdbc;
    private final Blackouts blackouts;
    private final Ledger ledger;
    private final Json json;

    Freezes(JdbcClient jdbc, Blackouts blackouts, Ledger ledger, Json json) {
        this.jdbc = jdbc;
        this.blackouts = blackouts;
        this.ledger = ledger;
        this.json = json;
    }

    /** @throws Unclear for a host that does not exist. Returns whether it was news */
    boolean fold(Message message, Said.OfFreeze said) {
        Known known = jdbc.sql(LOCK)
                .params(message.source(), message.number())
                .query((row, n) -> new Known(
                        row.getLong("id"),
                        json.read(row.getString("said"), Freeze.class),
                        row.getObject("blackout_id", Long.class),
                        row.getTimestamp("now").toInstant()))
                .single();
        Freeze now = known.said().with(message.stamp(), said);
        if (now.equals(known.said())) {
            return false;
        }
        Long blackout = blackout(known, now, message);
        jdbc.sql("update freezes set said = ?::jsonb, blackout_id = ? where id = ?")
                .params(json.write(now), blackout, known.id())
                .update();
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("source", message.source());
        facts.put("freeze", message.number());
        facts.put("said", message.data());
        String holds = now.ended() != null ? "has ended" : blackout == null ? "is over" : "holds";
        ledger.append(Entry.of(
                        "freeze:" + known.id(),
                        message.type(),
                        "%s says that the freeze %s %s.".formatted(message.source(), message.number(), holds))
                .by(message.source())
                .with(facts));
        return true;
    }

    /** Null: it has ended, or was over before it was heard of. */
    private Long blackout(Known known, Freeze freeze, Message message) {
        String who = "freeze " + message.number();
        Said.FreezeStarted started =
                freeze.started() == null ? null : freeze.started().said();
        Instant to = started == null
                ? null
                : started.until() == null ? started.from().plus(OPEN_END) : started.until();
        if (started == null || freeze.ended() != null || !to.isAfter(known.now())) {
            if (known.blackout() != null) {
                blackouts.remove(known.blackout(), who);
            }
            return null;
        }
        Blackout.Draft draft = new Blackout.Draft(
                who + " of " + message.source(),
                started.from(),
                to,
                started.reason() == null ? "no reason was given" : started.reason(),
                scope(started.scope()));
        try {
            return known.blackout() == null
                    ? blackouts.add(draft, who).id()
                    : blackouts.change(known.blackout(), draft, who).id();
        } catch (Refused e) {
            throw new Unclear(e.getMessage());
        }
    }

    private Map<String, Object> scope(Said.Scope scope) {
        return switch (scope.kind()) {
            case "everywhere" -> null;
            case "site" -> Map.of("datacenter", scope.name());
            case "cluster" -> Map.of("cluster", scope.name());
            default -> Map.of("host", host(scope.name()));
        };
    }

    private long host(String serviceTag) {
        return jdbc.sql(
                        "select id from hosts where upper(service_tag) = upper(?) and mgmt_kind = 'server' order by id limit 1")
                .params(serviceTag)
                .query(Long.class)
                .optional()
                .orElseThrow(() -> new Unclear("is about a host that does not exist here: service tag " + serviceTag));
    }
}
