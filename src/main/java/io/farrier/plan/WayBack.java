package io.farrier.plan;

import io.farrier.plan.UpdateOrder.Candidate;
import io.farrier.run.Promise;
import java.util.Map;

/** How a component could be brought back to what it holds before its update. Pure. */
final class WayBack {

    private WayBack() {}

    /** By what a plan that goes back goes, in words. */
    static String taken(Candidate candidate) {
        UpdateOrder.Step last = candidate.steps().getLast();
        return candidate.name() + " back to " + last.version() + ": "
                + (last.packageId() == Promise.KEPT
                        ? "by the image that the device keeps"
                        : "by " + last.fileName() + ", which the hub has");
    }

    /**
     * In words, "no way back" included. A device that keeps a former version of a component keeps the one that it replaces;
     * on a way of several steps that is the last step's, not the one that is installed now.
     *
     * @param stored the file of the installed version that the hub has, by component
     * @param kept the former version that the device keeps now, by component; null: it has not told
     */
    static String of(Candidate candidate, Map<String, String> stored, Map<String, String> kept) {
        String name = candidate.name() + " back to " + candidate.from() + ": ";
        String file = stored.get(candidate.key());
        if (file != null) {
            return name + "by " + file + ", which the hub has";
        }
        if (kept == null) {
            return name
                    + "no way back is known; the hub has no package of it, and the device has not told what it keeps";
        }
        if (!kept.containsKey(candidate.key())) {
            return name + "no way back; the hub has no package of it, and the device keeps no former version";
        }
        return candidate.steps().size() == 1
                ? name + "by the image that the device keeps of what it held before"
                : name
                        + "no way back; the hub has no package of it, and after %d steps the device keeps only the last but one"
                                .formatted(candidate.steps().size());
    }
}
