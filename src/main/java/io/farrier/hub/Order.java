package io.farrier.hub;

import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The order of a long list, and where its next part begins: behind the item whose id was given. Things of the same key are in
 * the order of their ids, so that no page misses or repeats one.
 *
 * @param key an SQL expression that is never null, over a table {@code t}
 */
public record Order(String table, String key, boolean descending) {

    private static final String ID = "t.id";

    /**
     * @param word as {@code sort} of the contract: the name of a key, with {@code -} in front for the other direction
     * @param keys what each name means
     */
    public static Order of(String table, String word, Map<String, String> keys) {
        boolean descending = word.startsWith("-");
        String name = descending ? word.substring(1) : word;
        String key = keys.get(name);
        if (key == null) {
            throw Refused.invalid("sort is one of %s, with - in front for the other direction, not %s."
                    .formatted(String.join(", ", keys.keySet().stream().sorted().toList()), word));
        }
        return new Order(table, key, descending);
    }

    /** @throws Refused where the item to go on behind is gone: nobody knows where it stood */
    public void check(JdbcClient jdbc, long after) {
        if (after == 0 || key.equals(ID)) {
            return;
        }
        boolean there = jdbc.sql("select exists (select 1 from " + table + " where id = ?)")
                .params(after)
                .query(Boolean.class)
                .single();
        if (!there) {
            throw Refused.invalid(
                    "The item %d, behind which this list should go on, is gone: begin anew, without after."
                            .formatted(after));
        }
    }

    /** A condition with the parameter {@code :after}, the id of the last item of the page before; 0: there was none. */
    public String behind() {
        if (key.equals(ID)) {
            return " (:after = 0 or t.id " + (descending ? "<" : ">") + " :after) ";
        }
        return " (:after = 0 or (%1$s, t.id) %2$s (select %1$s, t.id from %3$s t where t.id = :after)) "
                .formatted(key, descending ? "<" : ">", table);
    }

    public String by() {
        String way = descending ? " desc" : "";
        return " order by " + key + way + ", t.id" + way + " limit :limit";
    }
}
