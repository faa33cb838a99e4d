package io.farrier.hub;

import java.util.List;
import java.util.function.Function;

/**
 * A part of a long list.
 *
 * @param next to be sent as {@code after} for the next part; null: there is none
 */
public record Page<T>(List<T> items, Object next) {

    /** @param place of an item: where the next part begins when this one is full */
    public static <T> Page<T> of(List<T> items, int limit, Function<T, Object> place) {
        return new Page<>(items, items.size() < limit ? null : place.apply(items.getLast()));
    }
}
