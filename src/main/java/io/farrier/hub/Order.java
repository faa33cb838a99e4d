package io.farrier.hub;

import java.util.Map;

/**
 * The order of a long list, and where its next part begins: behind the item whose id was given. Things of the same key are in
 * the order of their ids, so that no page misses or repeats one.
 *
 * @param key an SQL expression that is never null, over a table {@code t}
 */
public record Order(String table, String key, boolean descending) {

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

    /** A condition with the parameter {@code :after}, the id of the last item of the page before; 0: there was none. */
    public String behind() {
        return " (:after = 0 or (%1$s, t.id) %2$s (select %1$s, t.id from %3$s t where t.id = :after)) "
                .formatted(key, descending ? "<" : ">", table);
    }

    public String by() {
        String way = descending ? " desc" : "";
        return " order by " + key + way + ", t.id" + way + " limit :limit";
    }
}
