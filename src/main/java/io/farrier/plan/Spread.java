package io.farrier.plan;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * In which order hosts are begun: those that follow each other share as little as can be, so that a pilot has something of
 * everything and no place loses much at once. Pure.
 */
final class Spread {

    private Spread() {}

    /** The same hosts, by turns of model first, then of site, cluster, rack and chassis. */
    static <T> List<T> of(Collection<T> hosts, Function<T, Place> place) {
        List<Function<T, String>> keys = List.of(
                host -> place.apply(host).model(),
                host -> place.apply(host).site(),
                host -> place.apply(host).cluster(),
                host -> place.apply(host).rack(),
                host -> place.apply(host).chassis());
        return turns(new ArrayList<>(hosts), keys);
    }

    /** One of each group, then the next of each, as long as there are any; within a group likewise by the next key. */
    private static <T> List<T> turns(List<T> hosts, List<Function<T, String>> keys) {
        if (keys.isEmpty() || hosts.size() < 2) {
            return hosts;
        }
        Map<String, List<T>> groups = new LinkedHashMap<>();
        for (T host : hosts) {
            groups.computeIfAbsent(keys.getFirst().apply(host), key -> new ArrayList<>())
                    .add(host);
        }
        List<Deque<T>> queues = new ArrayList<>();
        for (List<T> group : groups.values()) {
            queues.add(new ArrayDeque<>(turns(group, keys.subList(1, keys.size()))));
        }
        List<T> order = new ArrayList<>(hosts.size());
        while (order.size() < hosts.size()) {
            for (Deque<T> queue : queues) {
                if (!queue.isEmpty()) {
                    order.add(queue.poll());
                }
            }
        }
        return order;
    }

    /**
     * Whoever has the most before it first: a cluster whose hosts go one after the other decides when all is done.
     *
     * @param chain what goes one after the other, as a cluster; null: stands for itself
     * @param work how long each takes
     */
    static <T> List<T> longestFirst(Collection<T> hosts, Function<T, String> chain, Function<T, Long> work) {
        Map<String, Long> left = new HashMap<>();
        for (T host : hosts) {
            if (chain.apply(host) != null) {
                left.merge(chain.apply(host), work.apply(host), Long::sum);
            }
        }
        List<T> order = new ArrayList<>(hosts);
        order.sort(Comparator.comparingLong(
                        (T host) -> chain.apply(host) == null ? work.apply(host) : left.get(chain.apply(host)))
                .reversed());
        return order;
    }
}
