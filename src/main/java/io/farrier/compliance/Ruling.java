package io.farrier.compliance;

import io.farrier.baseline.Baseline;
import io.farrier.baseline.Waiver;

/**
 * A verdict to be written.
 *
 * @param way to the package that is wanted
 * @param baseline that it was made by; null: none selects the host
 * @param rule of the baseline; null: the newest is wanted
 * @param managedBy who else owns the firmware; null: nobody
 * @param waiver that lets it be; null: it counts
 * @param severity of the worst advisory that it is certainly exposed to; null: of none
 */
record Ruling(
        Installed item,
        About about,
        Judgement judgement,
        Way way,
        Baseline baseline,
        String rule,
        String managedBy,
        Waiver waiver,
        String severity) {

    boolean counts() {
        return judgement.counts() && waiver == null;
    }

    String reason() {
        String reason = judgement.reason() + way.says();
        reason = item.weak() && judgement.offer() != null
                ? reason + " The match is weak: by FQDD only, since the device told no component id."
                : reason;
        return waiver == null ? reason : reason + " It is " + waiver.says() + ".";
    }

    /** What the deciding package was found by. */
    String matched() {
        if (judgement.offer() == null) {
            return null;
        }
        boolean byId =
                item.componentId() != null && judgement.offer().componentIds().contains(item.componentId());
        return byId ? item.weak() ? "fqdd-map" : "component-id" : "pci";
    }
}
