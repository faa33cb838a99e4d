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
     * @param key digest of the message's key
     * @param times how often it is among those that arrived now
     */
    record Arrived(String key, Delivery delivery, Message message, int times) {
        Arrived and(Arrived other) {
            return new Arrived(key, delivery, message, times + other.times());
        }
    }

    private static final String KNOWN = "select key from messages where key = any (?) and state <> 'new'";

    /** In one order, so that two who count the same wait for each other, and not each for the other's. */
    private static final String AGAIN = """
            with known as materialized (
                select m.id, now.times from unnest(?::text[], ?::integer[]) as now(key, times)
                    join messages m on m.key = now.key
                order by m.key for update of m)
            update messages m set times = m.times + known.times from known where m.id = known.id
            """;

    private static final String TAKEN = """
            insert into messages
                (key, origin, attributes, body, length, source, event_id, type, number, times, state)
            select key, origin, attributes::jsonb, body, length, source, event_id, type, number, times, 'taken'
            from unnest(?::text[], ?::text[], ?::text[], ?::bytea[], ?::bigint[], ?::text[], ?::text[], ?::text[],
                    ?::text[], ?::integer[])
                as m(key, origin, attributes, body, length, source, event_id, type, number, times)
            order by key
            on conflict (key) do nothing returning id, key
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

    /** Counts those that are kept already. */
    void cameAgain(Collection<Arrived> arrived) {
        if (!arrived.isEmpty()) {
            jdbc.sql(AGAIN)
                    .params(
                            arrived.stream().map(Arrived::key).toArray(String[]::new),
                            arrived.stream().map(Arrived::times).toArray(Integer[]::new))
                    .update();
        }
    }

    /**
     * Keeps them as taken.
     *
     * @return their ids, by their keys; without those that somebody else has kept meanwhile
     */
    Map<String, Long> taken(List<Arrived> arrived) {
        Map<String, Long> ids = new HashMap<>();
        jdbc.sql(TAKEN)
                .params(
                        texts(arrived, Arrived::key),
                        texts(arrived, each -> each.delivery().origin()),
                        texts(arrived, each -> json.write(each.delivery().attributes())),
                        arrived.stream().map(each -> each.delivery().body()).toArray(byte[][]::new),
                        arrived.stream().map(each -> each.delivery().length()).toArray(Long[]::new),
                        texts(arrived, each -> each.message().source()),
                        texts(arrived, each -> each.message().id()),
                        texts(arrived, each -> each.message().type()),
                        texts(arrived, each -> each.message().number()),
                        arrived.stream().map(Arrived::times).toArray(Integer[]::new))
                .query(row -> {
                    ids.put(row.getString("key"), row.getLong("id"));
                });
        return ids;
    }

    void because(String reason, List<Long> ids) {
        if (!ids.isEmpty()) {
            jdbc.sql("update messages set reason = ? where id = any (?)")
                    .params(reason, ids.toArray(Long[]::new))
                    .update();
        }
    }

    /** The broker forgets them once this is committed: so the disk has it then, though one of them was only counted. */
    void lasting() {
        jdbc.sql("set local synchronous_commit to default").update();
    }

    private static String[] texts(List<Arrived> arrived, Function<Arrived, String> text) {
        return arrived.stream().map(text).toArray(String[]::new);
    }
}
