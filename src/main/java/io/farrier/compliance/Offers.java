package io.farrier.compliance;

import io.farrier.catalog.Catalog;
import io.farrier.catalog.Catalogs;
import io.farrier.catalog.Packages;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.stereotype.Component;

/** What the catalogs offer to each model of server: read once for as long as the current catalogs are the same. */
@Component
class Offers {

    /** @param catalogId null: of the current ones */
    private record Wanted(String systemId, Long catalogId) {}

    private record Known(List<Catalog> current, Map<Wanted, Match> matches) {}

    private final Catalogs catalogs;
    private final Packages packages;
    private volatile Known known = new Known(List.of(), Map.of());

    Offers(Catalogs catalogs, Packages packages) {
        this.catalogs = catalogs;
        this.packages = packages;
    }

    /** As the catalogs are now, for one evaluation. */
    Now now() {
        List<Catalog> current = catalogs.current();
        Known last = known;
        if (!last.current().equals(current)) {
            last = new Known(current, new ConcurrentHashMap<>());
            known = last;
        }
        return new Now(last.matches(), !current.isEmpty());
    }

    /** What one evaluation asks. */
    final class Now {
        private final Map<Wanted, Match> matches;
        private final boolean any;

        private Now(Map<Wanted, Match> matches, boolean any) {
            this.matches = matches;
            this.any = any;
        }

        /** @return null where no catalog was synced yet */
        Match match(String systemId, Long catalogId) {
            if (!any && catalogId == null) {
                return null;
            }
            if (systemId == null) {
                return new Match(List.of());
            }
            return matches.computeIfAbsent(
                    new Wanted(systemId, catalogId),
                    wanted -> new Match(
                            catalogId == null
                                    ? packages.forSystem(systemId)
                                    : packages.forSystem(systemId, catalogId)));
        }
    }
}
