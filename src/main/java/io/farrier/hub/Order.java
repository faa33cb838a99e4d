package io.farrier.hub;

import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The order of a long list, and where its next part begins: behind the item whose id was given. Things of the same key are in
 * the order of their ids, so that no page misses or repeats one.
 *
 * @param id the column that tells things apart, a number or a text
 * @param key an SQL expression that is never null, over a table {@code t}
 */
public record Order(String table, String id, String key, boolean descending) {

    /**
     * Of things that have a number.
     *
     * @param word as {@code sort} of the contract: the name of a key, with {@code -} in front for the other direction
     * @param keys what each name means
     */
    public static Order of(String table, String word, Map<String, String> keys) {
        return of(table, "id", word, keys);
    }

    public static Order of(String table, String id, String word, Map<String, String> keys) {
        boolean descending = word.startsWith("-");
        String name = descending ? word.substring(1) : word;
        String key = keys.get(name);
        if (key == null) {
            throw Refused.invalid("sort is one of %s, with - in front for the other direction, not %s."
                    .formatted(String.join(", ", keys.keySet().stream().sorted().toList()), word));
        }
        return new Order(table, id, key, descending);
    }

    /**
     * @param after 0, or an empty text: the list begins
     * @throws Refused where the item to go on behind is gone: nobody knows where it stood
     */
    public void check(JdbcClient jdbc, Object after) {
        if (after.equals(0L) || after.equals("") || byId()) {
            return;
        }
        boolean there = jdbc.sql("select exists (select 1 from " + table + " where " + id + " = ?)")
                .params(after)
                .query(Boolean.class)
                .single();
        if (!there) {
            throw Refused.invalid(
                    "The item %s, behind which this list should go on, is gone: begin anew, without after."
                            .formatted(after));
        }
    }

    private boolean byId() {
        return key.equals("t." + id);
    }

    /** A condition with the parameter {@code :after}, the id of the last item of the page before; 0 or empty: there was none. */
    public String behind() {
        String none = id.equals("id") ? "0" : "''";
        String way = descending ? "<" : ">";
        if (byId()) {
            return " (:after = %s or %s %s :after) ".formatted(none, key, way);
        }
        return " (:after = %1$s or (%2$s, t.%3$s) %4$s (select %2$s, t.%3$s from %5$s t where t.%3$s = :after)) "
                .formatted(none, key, id, way, table);
    }

    public String by() {
        return whole() + " limit :limit";
    }

    /** Of a list that is short enough to come whole. */
    public String whole() {
        String way = descending ? " desc" : "";
        return " order by " + key + way + ", t." + id + way;
    }
}
