package io.farrier.compliance;

import io.farrier.catalog.Catalog;
import io.farrier.catalog.Catalogs;
import io.farrier.catalog.Packages;
import io.farrier.catalog.SoftwarePackage;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.stereotype.Component;

/** What the catalogs offer to each model of server: read once for as long as the catalogs are the same. */
@Component
class Offers {

    /** @param catalogId null: of the current ones */
    private record Wanted(String systemId, Long catalogId) {}

    private record Part(String systemId, String componentId) {}

    private record Known(
            List<Catalog> current,
            List<Long> here,
            Map<Wanted, Match> matches,
            Map<String, Match> kept,
            Map<Part, List<SoftwarePackage>> every) {}

    private final Catalogs catalogs;
    private final Packages packages;
    private volatile Known known = new Known(List.of(), List.of(), Map.of(), Map.of(), Map.of());

    Offers(Catalogs catalogs, Packages packages) {
        this.catalogs = catalogs;
        this.packages = packages;
    }

    /** As the catalogs are now, for one evaluation. */
    Now now() {
        List<Catalog> current = catalogs.current();
        List<Long> here = catalogs.here();
        Known last = known;
        if (!last.current().equals(current) || !last.here().equals(here)) {
            last = new Known(
                    current, here, new ConcurrentHashMap<>(), new ConcurrentHashMap<>(), new ConcurrentHashMap<>());
            known = last;
        }
        return new Now(last, !current.isEmpty());
    }

    /** What one evaluation asks. */
    final class Now {
        private final Known known;
        private final boolean any;

        private Now(Known known, boolean any) {
            this.known = known;
            this.any = any;
        }

        /** Every package of a component, of whichever catalog is still here. */
        List<SoftwarePackage> every(String systemId, String componentId) {
            return known.every()
                    .computeIfAbsent(
                            new Part(systemId, componentId),
                            part -> packages.every(part.systemId(), part.componentId()));
        }

        /** @return null where no catalog was synced yet */
        Match match(String systemId, Long catalogId) {
            if (!any && catalogId == null) {
                return null;
            }
            if (systemId == null) {
                return new Match(List.of());
            }
            return known.matches()
                    .computeIfAbsent(
                            new Wanted(systemId, catalogId),
                            wanted -> catalogId == null
                                    ? new Match(packages.forSystem(systemId))
                                    : new Match(
                                            packages.forSystem(systemId, catalogId),
                                            "no package of the baseline's own catalog"));
        }

        /** Of every catalog that is still here, superseded ones too: a pin means one version, however old it is. */
        Match kept(String systemId) {
            return known.kept()
                    .computeIfAbsent(
                            systemId,
                            system -> new Match(
                                    packages.every(system),
                                    "none of the catalogs that are kept, older ones included,"));
        }
    }
}
