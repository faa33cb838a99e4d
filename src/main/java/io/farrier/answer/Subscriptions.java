package io.farrier.answer;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.farrier.bell.Bell;
import io.farrier.bell.Turn;
import io.farrier.bell.TurnLost;
import io.farrier.hub.Refused;
import io.farrier.ledger.Cursor;
import io.farrier.ledger.Entry;
import io.farrier.ledger.Ledger;
import io.farrier.vault.Secrets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;

/** The subscriptions, and how far each has been told. What somebody changes takes the turn away from whoever has it. */
@Repository
public class Subscriptions {

    private static final String ALL = """
            select s.*, s.tx::text::bigint as place_tx, (
                select count(*) from (
                    select 1 from events e where (e.tx, e.id) > (s.tx, s.event_id) limit 10000) news) as behind
            from subscriptions s
            """;

    private static final String ADD = """
            insert into subscriptions (name, kind, address, secret, filter, tx, event_id, created_by, quiet)
            values (?, ?, ?, ?, ?::jsonb, ?::text::xid8, ?, ?, true) returning id
            """;

    /** Whoever has the turn loses it, and what it does then is not recorded. */
    private static final String TAKE_TURN =
            ", turn = turn + 1, worker = null, lease_until = null, due_at = now(), rung_at = null, stumbles = 0 ";

    private static final String TOLD = """
            update subscriptions set tx = ?::text::xid8, event_id = ?, told = told + 1, told_at = now(), failing_since = null,
                refused = null, stumbles = 0, lease_until = now() + ? * interval '1 millisecond'
            where id = ? and turn = ? and worker = ?
            """;

    private static final String MINE = "where id = ? and turn = ? and worker = ?";

    /** Each of them once: who is no longer quiet is not rung again. Who is new, or goes on, is: the ledger has just been told. */
    private static final String NEWS = """
            update subscriptions set quiet = false, due_at = now(), rung_at = null where id in (
                select id from subscriptions
                where quiet and state = 'on' and (tx, event_id) < (?::text::xid8, ?) for update skip locked)
            returning id, turn
            """;

    /** So often anybody may fail at one event without a word in the ledger. */
    private static final int ACCIDENTS = 3;

    private final JdbcClient jdbc;
    private final Secrets secrets;
    private final Ledger ledger;
    private final ObjectMapper json;

    Subscriptions(JdbcClient jdbc, Secrets secrets, Ledger ledger, ObjectMapper json) {
        this.jdbc = jdbc;
        this.secrets = secrets;
        this.ledger = ledger;
        this.json = json;
    }

    /**
     * What somebody wants.
     *
     * @param secret where it is: env:NAME, file:/path or vault:NAME
     * @param after the place in the ledger that it begins behind, "0-0" for all there is; null: only what is new
     */
    public record Wanted(String name, String kind, String address, String secret, Filter filter, String after) {}

    public List<Subscription> all() {
        return jdbc.sql(ALL + "order by s.name").query(this::row).list();
    }

    public Optional<Subscription> find(long id) {
        return jdbc.sql(ALL + "where s.id = ?").params(id).query(this::row).optional();
    }

    /** @throws Refused when there is none */
    public Subscription byId(long id) {
        return find(id).orElseThrow(() -> Refused.unknown("There is no subscription " + id + "."));
    }

    /** @throws Refused where anything of it is wrong; whether its kind takes such an address was asked before */
    @Transactional
    public Subscription add(Wanted wanted, String who) {
        if (wanted.name() == null || !wanted.name().matches("[A-Za-z0-9][A-Za-z0-9._ -]{0,99}")) {
            throw Refused.invalid("A subscription needs a name of letters, digits, dots, dashes and blanks.");
        }
        if (wanted.secret() != null) {
            secrets.read(wanted.secret());
        }
        Filter filter = wanted.filter() == null ? Filter.ALL : wanted.filter().checked();
        Cursor from = wanted.after() == null ? ledger.end() : place(wanted.after());
        try {
            long id = jdbc.sql(ADD)
                    .params(
                            wanted.name(),
                            wanted.kind(),
                            wanted.address(),
                            wanted.secret(),
                            write(filter),
                            String.valueOf(from.tx()),
                            from.id(),
                            who)
                    .query(Long.class)
                    .single();
            tell(id, "added", "%s is told what happens, at %s.".formatted(wanted.name(), wanted.address()), who);
            return byId(id);
        } catch (DuplicateKeyException e) {
            throw Refused.conflict("There is a subscription of the name %s already.".formatted(wanted.name()));
        }
    }

    /** Is told that this was asked for, in its turn behind what it was not told yet. */
    @Transactional
    public Subscription test(long id, String who) {
        Subscription subscription = on(id);
        tell(id, "tested", "Whether %s is told what happens is tested.".formatted(subscription.name()), who);
        return subscription;
    }

    @Transactional
    public Subscription pause(long id, String who) {
        Subscription subscription = on(id);
        jdbc.sql("update subscriptions set state = 'paused', reason = ?" + TAKE_TURN + "where id = ?")
                .params("Paused by " + who + ".", id)
                .update();
        tell(id, "paused", "%s is paused.".formatted(subscription.name()), who);
        return byId(id);
    }

    /** Goes on where it stopped. A secret that was refused is tried once more. */
    @Transactional
    public Subscription resume(long id, String who) {
        Subscription subscription = byId(id);
        jdbc.sql("update subscriptions set state = 'on', reason = null, failing_since = null, refused = null,"
                        + " quiet = true" + TAKE_TURN + "where id = ?")
                .params(id)
                .update();
        tell(id, "resumed", "%s goes on.".formatted(subscription.name()), who);
        return byId(id);
    }

    /** Begins again behind a place of the ledger; what is told twice has the same id. */
    @Transactional
    public Subscription replay(long id, String after, String who) {
        Subscription subscription = byId(id);
        Cursor place = place(after);
        jdbc.sql("update subscriptions set tx = ?::text::xid8, event_id = ?, failing_since = null, quiet = true"
                        + TAKE_TURN + "where id = ?")
                .params(String.valueOf(place.tx()), place.id(), id)
                .update();
        tell(id, "replayed", "%s begins again behind %s.".formatted(subscription.name(), place), who);
        return byId(id);
    }

    @Transactional
    public void remove(long id, String who) {
        Subscription subscription = byId(id);
        jdbc.sql("delete from subscriptions where id = ?").params(id).update();
        tell(id, "removed", "%s is told nothing any more.".formatted(subscription.name()), who);
    }

    /** It took this one: a commit for each, so that what was told before is not told again. @throws TurnLost */
    public void told(Turn turn, Cursor place, Duration lease) {
        mine(
                turn,
                jdbc.sql(TOLD)
                        .params(
                                String.valueOf(place.tx()),
                                place.id(),
                                lease.toMillis(),
                                turn.id(),
                                turn.turn(),
                                turn.worker())
                        .update());
    }

    /** What is up to there it was told or needs not be told. @param quiet nothing is behind it @throws TurnLost */
    public void read(Turn turn, Cursor place, boolean quiet) {
        mine(
                turn,
                jdbc.sql("update subscriptions set tx = ?::text::xid8, event_id = ?, quiet = ? " + MINE)
                        .params(String.valueOf(place.tx()), place.id(), quiet, turn.id(), turn.turn(), turn.worker())
                        .update());
    }

    /** It did not take the next event; that this is no accident the ledger is told once. @throws TurnLost */
    public void notTaken(Turn turn, Subscription subscription, int stumbles, String why, String refused) {
        mine(
                turn,
                jdbc.sql("update subscriptions set failing_since = coalesce(failing_since, now()), last_problem = ?,"
                                + " last_problem_at = now(), refused = coalesce(?, refused) " + MINE)
                        .params(why, refused, turn.id(), turn.turn(), turn.worker())
                        .update());
        if (stumbles == ACCIDENTS) {
            tell(subscription.id(), "failing", "%s is not told: %s".formatted(subscription.name(), why), "farrier");
        }
    }

    /** It did not take an event for too long. Its place stays; part of the transaction that ends the turn. */
    public void giveUp(Subscription subscription, Duration giveUp) {
        String reason =
                "It took nothing for %s; nothing is lost, and resume goes on where it stopped.".formatted(giveUp);
        jdbc.sql("update subscriptions set state = 'paused', reason = ? where id = ?")
                .params(reason, subscription.id())
                .update();
        tell(
                subscription.id(),
                "gave-up",
                "%s is paused: %s Last: %s".formatted(subscription.name(), reason, subscription.lastProblem()),
                "farrier");
    }

    /** The bells of those that had all there was and for whom there is more now. */
    @Transactional
    public List<Bell> news() {
        Cursor end = ledger.end();
        return jdbc.sql(NEWS)
                .params(String.valueOf(end.tx()), end.id())
                .query((row, n) -> new Bell(row.getLong("id"), row.getLong("turn")))
                .list();
    }

    private Subscription on(long id) {
        Subscription subscription = byId(id);
        if (!subscription.state().equals("on")) {
            throw Refused.conflict("%s is paused; resume it first.".formatted(subscription.name()));
        }
        return subscription;
    }

    private static Cursor place(String text) {
        try {
            return Cursor.parse(text == null ? "" : text);
        } catch (IllegalArgumentException e) {
            throw Refused.invalid("after is a place in the ledger of the form 123-45; 0-0 is its beginning.");
        }
    }

    private static void mine(Turn turn, int rows) {
        if (rows != 1) {
            throw new TurnLost(turn);
        }
    }

    private void tell(long id, String what, String sentence, String who) {
        ledger.append(Entry.of("subscription:" + id, "subscription." + what, sentence)
                .by(who)
                .with(Map.of("subscription", id)));
    }

    private String write(Filter filter) {
        Map<String, Object> said = new LinkedHashMap<>();
        json.convertValue(filter, Map.class).forEach((key, value) -> {
            if (value != null) {
                said.put((String) key, value);
            }
        });
        try {
            return json.writeValueAsString(said);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private Subscription row(ResultSet row, int n) throws SQLException {
        boolean on = row.getString("state").equals("on");
        try {
            return new Subscription(
                    row.getLong("id"),
                    row.getString("name"),
                    row.getString("kind"),
                    row.getString("address"),
                    row.getString("secret"),
                    json.readValue(row.getString("filter"), Filter.class),
                    row.getString("state"),
                    row.getString("reason"),
                    new Cursor(row.getLong("place_tx"), row.getLong("event_id")).toString(),
                    row.getLong("behind"),
                    row.getLong("told"),
                    instant(row.getTimestamp("told_at")),
                    instant(row.getTimestamp("failing_since")),
                    row.getString("last_problem"),
                    instant(row.getTimestamp("last_problem_at")),
                    on && !row.getBoolean("quiet") ? instant(row.getTimestamp("due_at")) : null,
                    row.getString("refused"));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("The filter of subscription " + row.getLong("id") + " can't be read", e);
        }
    }

    private static Instant instant(Timestamp time) {
        return time == null ? null : time.toInstant();
    }
}
