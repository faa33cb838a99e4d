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
            long hostId, String inventoryId, String advisory, String severity, String fixed, boolean certain) {}

    private record Key(long hostId, String inventoryId, String advisory) {}

    private static final String GONE = """
            delete from exposures e where e.host_id = any(?) and not exists (
                select 1 from unnest(?::bigint[], ?::text[], ?::text[]) as n(host, item, advisory)
                where n.host = e.host_id and n.item = e.inventory_id and n.advisory = e.advisory_id)
            """;

    private static final String SAVE = """
            insert into exposures (host_id, inventory_id, advisory_id, fixed, certain)
            select n.* from unnest(?::bigint[], ?::text[], ?::text[], ?::text[], ?::boolean[]) as n(host, item, advisory, fixed, certain)
            left join lateral (select * from exposures e
                where e.host_id = n.host and e.inventory_id = n.item and e.advisory_id = n.advisory limit 1) e on true
            where e.host_id is null or (e.fixed, e.certain) is distinct from (n.fixed, n.certain)
            on conflict (host_id, inventory_id, advisory_id) do update set fixed = excluded.fixed, certain = excluded.certain
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
        Map<String, List<Advisories.Mend>> mends = advisories.mends(items.stream()
                .flatMap(item ->
                        Stream.of(item.subject().componentId(), item.subject().pci()))
                .map(Advisories::key)
                .filter(Objects::nonNull)
                .distinct()
                .toList());
        Map<Key, Exposure> found = new LinkedHashMap<>();
        for (Item item : items) {
            Stream.of(item.subject().componentId(), item.subject().pci())
                    .map(Advisories::key)
                    .map(key -> key == null ? null : mends.get(key))
                    .filter(list -> list != null)
                    .flatMap(List::stream)
                    .forEach(mend -> exposed(item, mend, found));
        }
        write(hosts, new ArrayList<>(found.values()));
        Worst worst = new Worst();
        found.values().stream()
                .filter(Exposure::certain)
                .forEach(exposure ->
                        worst.add(new Place(exposure.hostId(), exposure.inventoryId()), exposure.severity()));
        return worst;
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

    private void write(Collection<Long> hosts, List<Exposure> exposures) {
        Long[] ids = exposures.stream().map(Exposure::hostId).toArray(Long[]::new);
        String[] items = exposures.stream().map(Exposure::inventoryId).toArray(String[]::new);
        String[] names = exposures.stream().map(Exposure::advisory).toArray(String[]::new);
        jdbc.sql(GONE).params(hosts.toArray(Long[]::new), ids, items, names).update();
        if (!exposures.isEmpty()) {
            jdbc.sql(SAVE)
                    .params(
                            ids,
                            items,
                            names,
                            exposures.stream().map(Exposure::fixed).toArray(String[]::new),
                            exposures.stream().map(Exposure::certain).toArray(Boolean[]::new))
                    .update();
        }
    }
}
