package io.farrier.compliance;

import io.farrier.baseline.Baseline;
import io.farrier.baseline.Demand;
import io.farrier.baseline.Subject;
import io.farrier.baseline.Waiver;
import java.util.List;
import java.util.Optional;

/**
 * What one host is held against.
 *
 * @param baseline null where none selects it: then the newest that the current catalogs offer is wanted
 * @param waivers that hold for it now
 */
record Standard(About about, Baseline baseline, List<Waiver> waivers) {

    Subject subject(Installed item) {
        return about.subject(item);
    }

    Demand demand(Subject subject) {
        return baseline == null ? Demand.NEWEST : baseline.demand(subject);
    }

    /** The catalog that it wants; null: the current ones. */
    Long catalogId() {
        return baseline == null ? null : baseline.catalogId();
    }

    /** Who else owns the firmware, unless the baseline names the model. */
    Optional<Managed.Owner> managed(Managed managed) {
        return baseline != null && baseline.names(about.model()) ? Optional.empty() : managed.of(about);
    }

    Optional<Waiver> waiver(Subject subject) {
        return waivers.stream().filter(waiver -> waiver.covers(subject)).findFirst();
    }
}
