package io.farrier.compliance;

import io.farrier.advisory.Advisories;
import io.farrier.advisory.Advisory;
import io.farrier.baseline.Subject;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Which installed component is exposed to which advisory. */
@Repository
class Exposures {

    /** An installed component, the generation of its server, and its version; null where the device does not say it. */
    record Item(long hostId, String inventoryId, Subject subject, String generation, String version) {}

    /** @param certain false where the versions can't be compared, or the advisory is for some servers and which this is nobody knows */
    private record Exposure(
            long hostId, String inventoryId, String advisory, String severity, String fixed, boolean certain) {

        How how() {
            return new How(fixed, certain);
        }
    }

    private record Key(long hostId, String inventoryId, String advisory) {}

    /** What of an exposure may be otherwise than before. */
    private record How(String fixed, boolean certain) {}

    private static final String BEFORE =
            "select host_id, inventory_id, advisory_id, fixed, certain from exposures_of(?)";

    private static final String GONE = """
            delete from exposures e using unnest(?::bigint[], ?::text[], ?::text[]) as n(host, item, advisory)
            where e.host_id = n.host and e.inventory_id = n.item and e.advisory_id = n.advisory
            """;

    private static final String SAVE = """
            insert into exposures (host_id, inventory_id, advisory_id, fixed, certain)
            select * from unnest(?::bigint[], ?::text[], ?::text[], ?::text[], ?::boolean[])
            """;

    private final JdbcClient jdbc;
    private final Advisories advisories;

    Exposures(JdbcClient jdbc, Advisories advisories) {
        this.jdbc = jdbc;
        this.advisories = advisories;
    }

    /** The worst severity of each component that is certainly exposed to something. */
    static final class Worst {

        private static final List<String> ORDER = List.of("critical", "high", "medium", "low");

        private final Map<Place, String> severities = new HashMap<>();

        private void add(Place place, String severity) {
            severities.merge(place, severity, (one, other) -> ORDER.indexOf(one) <= ORDER.indexOf(other) ? one : other);
        }

        /** Null: to nothing. */
        String of(long host, String inventoryId) {
            return severities.get(new Place(host, inventoryId));
        }
    }

    private record Place(long hostId, String inventoryId) {}

    /** Part of an evaluation's transaction. @param items everything that is installed on these hosts */
    Worst save(Collection<Long> hosts, List<Item> items) {
        List<List<String>> keys = items.stream().map(Exposures::keys).toList();
        Map<String, List<Advisories.Mend>> mends =
                advisories.mends(keys.stream().flatMap(List::stream).collect(Collectors.toSet()));
        Map<Key, Exposure> found = new LinkedHashMap<>();
        for (int n = 0; n < items.size(); n++) {
            for (String key : keys.get(n)) {
                for (Advisories.Mend mend : mends.getOrDefault(key, List.of())) {
                    exposed(items.get(n), mend, found);
                }
            }
        }
        write(hosts, found);
        Worst worst = new Worst();
        found.values().stream()
                .filter(Exposure::certain)
                .forEach(exposure ->
                        worst.add(new Place(exposure.hostId(), exposure.inventoryId()), exposure.severity()));
        return worst;
    }

    /** What advisories may know the component by. */
    private static List<String> keys(Item item) {
        return Stream.of(item.subject().componentId(), item.subject().pci())
                .map(Advisories::key)
                .filter(Objects::nonNull)
                .toList();
    }

    private static void exposed(Item item, Advisories.Mend mend, Map<Key, Exposure> found) {
        Advisory.Concern concern = mend.of(item.subject().model(), item.generation());
        if (concern == Advisory.Concern.NO) {
            return;
        }
        VersionOrder order = VersionOrder.of(item.version(), mend.fix().fixed());
        if (order == VersionOrder.LOWER || order == VersionOrder.INCOMPARABLE) {
            boolean certain = order == VersionOrder.LOWER && concern == Advisory.Concern.YES;
            found.merge(
                    new Key(item.hostId(), item.inventoryId(), mend.advisory()),
                    new Exposure(
                            item.hostId(),
                            item.inventoryId(),
                            mend.advisory(),
                            mend.severity(),
                            mend.fix().fixed(),
                            certain),
                    (one, other) -> one.certain() ? one : other);
        }
    }

    /** Most are as they were, and are not written again. The evaluation has locked these hosts: nobody else writes theirs. */
    private void write(Collection<Long> hosts, Map<Key, Exposure> found) {
        Map<Key, How> before = before(hosts);
        List<Key> gone = new ArrayList<>();
        before.forEach((key, how) -> {
            Exposure now = found.get(key);
            if (now == null || !now.how().equals(how)) {
                gone.add(key);
            }
        });
        if (!gone.isEmpty()) {
            jdbc.sql(GONE)
                    .params(
                            gone.stream().map(Key::hostId).toArray(Long[]::new),
                            gone.stream().map(Key::inventoryId).toArray(String[]::new),
                            gone.stream().map(Key::advisory).toArray(String[]::new))
                    .update();
        }
        List<Exposure> fresh = new ArrayList<>();
        found.forEach((key, exposure) -> {
            if (!exposure.how().equals(before.get(key))) {
                fresh.add(exposure);
            }
        });
        if (!fresh.isEmpty()) {
            jdbc.sql(SAVE)
                    .params(
                            fresh.stream().map(Exposure::hostId).toArray(Long[]::new),
                            fresh.stream().map(Exposure::inventoryId).toArray(String[]::new),
                            fresh.stream().map(Exposure::advisory).toArray(String[]::new),
                            fresh.stream().map(Exposure::fixed).toArray(String[]::new),
                            fresh.stream().map(Exposure::certain).toArray(Boolean[]::new))
                    .update();
        }
    }

    private Map<Key, How> before(Collection<Long> hosts) {
        Map<Key, How> before = new HashMap<>();
        jdbc.sql(BEFORE).param(hosts.toArray(Long[]::new)).query(row -> {
            before.put(
                    new Key(row.getLong(1), row.getString(2), row.getString(3)),
                    new How(row.getString(4), row.getBoolean(5)));
        });
        return before;
    }
}
