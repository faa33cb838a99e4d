package io.farrier.desk;

import io.farrier.ledger.Entry;
import io.farrier.ledger.Ledger;
import java.time.Instant;
import java.util.Map;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;

/** Whether edits of route files are taken on running hubs: what somebody said last, for all hubs of this database. */
@Repository
public class EditPolicy {

    /**
     * @param takesEdits from the folder, and over the API
     * @param who said so; null: nobody did, and it is as this hub's settings say
     */
    public record State(boolean takesEdits, String why, String who, Instant at) {}

    private final JdbcClient jdbc;
    private final Ledger ledger;
    private final boolean otherwise;

    EditPolicy(JdbcClient jdbc, Ledger ledger, @Value("${farrier.desk.watch}") boolean otherwise) {
        this.jdbc = jdbc;
        this.ledger = ledger;
        this.otherwise = otherwise;
    }

    public State state() {
        return jdbc.sql("select takes, why, who, at from desk_policy")
                .query((row, n) -> new State(
                        row.getBoolean(1),
                        row.getString(2),
                        row.getString(3),
                        row.getTimestamp(4).toInstant()))
                .optional()
                .orElse(new State(otherwise, null, null, null));
    }

    /** @param why null: nobody needs to know */
    @Transactional
    public State set(boolean takesEdits, String why, String who) {
        jdbc.sql("insert into desk_policy (takes, why, who) values (?, ?, ?) on conflict (one)"
                        + " do update set takes = excluded.takes, why = excluded.why, who = excluded.who, at = now()")
                .params(takesEdits, why, who)
                .update();
        ledger.append(Entry.of(
                        Desk.STREAM,
                        takesEdits ? "desk.on" : "desk.off",
                        "Edits of routes are " + (takesEdits ? "taken" : "not taken") + " on running hubs from now on"
                                + (why == null ? "." : ": " + why))
                .by(who)
                .with(Map.of("takesEdits", takesEdits)));
        return state();
    }
}
