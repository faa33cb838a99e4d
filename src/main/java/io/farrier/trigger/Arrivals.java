package io.farrier.trigger;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** What {@link Inbox} does with one message, for many in one statement. */
@Repository
class Arrivals {

    /**
     * @param message null: it could not be opened
     * @param times how often it is among those that arrived now
     */
    record Arrived(String key, Delivery delivery, Message message, int times) {
        Arrived and(Arrived other) {
            return new Arrived(key, delivery, message, times + other.times());
        }

        /** Whether it is kept as it came now, and did not come before. */
        boolean isNew(Inbox.Kept kept) {
            return kept.times() == times;
        }
    }

    private static final String KNOWN = "select key from messages where key = any (?) and state <> 'new'";

    /** In one order, so that two who keep the same wait for each other, and not each for the other's. */
    private static final String KEEP = """
            insert into messages
                (key, origin, attributes, body, length, source, event_id, type, number, times, state)
            select key, origin, attributes::jsonb, body, length, source, event_id, type, number, times, state
            from unnest(?::text[], ?::text[], ?::text[], ?::bytea[], ?::bigint[], ?::text[], ?::text[], ?::text[],
                    ?::text[], ?::integer[], ?::text[])
                as m(key, origin, attributes, body, length, source, event_id, type, number, times, state)
            order by key
            on conflict (key) do update set times = messages.times + excluded.times
            returning id, key, state, reason, times
            """;

    private final JdbcClient jdbc;
    private final Json json;

    Arrivals(JdbcClient jdbc, Json json) {
        this.jdbc = jdbc;
        this.json = json;
    }

    /** Which of these keys were kept before, and are settled. */
    Set<String> known(Collection<String> keys) {
        return new HashSet<>(jdbc.sql(KNOWN)
                .params((Object) keys.toArray(String[]::new))
                .query(String.class)
                .list());
    }

    /**
     * Keeps them, and counts those that somebody has kept before.
     *
     * @param heeded keys of those that are settled with this: they are taken. The others are to be judged
     * @return by their keys
     */
    Map<String, Inbox.Kept> keep(List<Arrived> arrived, Set<String> heeded) {
        Map<String, Inbox.Kept> kept = new HashMap<>();
        jdbc.sql(KEEP)
                .params(
                        texts(arrived, Arrived::key),
                        texts(arrived, each -> each.delivery().origin()),
                        texts(arrived, each -> json.write(each.delivery().attributes())),
                        arrived.stream().map(each -> each.delivery().body()).toArray(byte[][]::new),
                        arrived.stream().map(each -> each.delivery().length()).toArray(Long[]::new),
                        told(arrived, Message::source),
                        told(arrived, Message::id),
                        told(arrived, Message::type),
                        told(arrived, Message::number),
                        arrived.stream().map(Arrived::times).toArray(Integer[]::new),
                        texts(arrived, each -> heeded.contains(each.key()) ? "taken" : "new"))
                .query(row -> {
                    kept.put(
                            row.getString("key"),
                            new Inbox.Kept(
                                    row.getLong("id"),
                                    row.getString("state"),
                                    row.getString("reason"),
                                    row.getInt("times")));
                });
        return kept;
    }

    void because(String reason, List<Long> ids) {
        if (!ids.isEmpty()) {
            jdbc.sql("update messages set reason = ? where id = any (?)")
                    .params(reason, ids.toArray(Long[]::new))
                    .update();
        }
    }

    private static String[] texts(List<Arrived> arrived, Function<Arrived, String> text) {
        return arrived.stream().map(text).toArray(String[]::new);
    }

    private static String[] told(List<Arrived> arrived, Function<Message, String> text) {
        return texts(arrived, each -> each.message() == null ? null : text.apply(each.message()));
    }
}
