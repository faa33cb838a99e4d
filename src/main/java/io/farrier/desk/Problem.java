package io.farrier.desk;

/**
 * What is wrong in a set of route files, for those who write them.
 *
 * @param file as it stands in the set, {@code routes/fleet/sweep.camel.yaml}; null where no file is to blame
 * @param line counted from 1; null where none can be named
 * @param step the id of the step or route; null where it has none
 * @param reason a sentence that says what to change
 */
public record Problem(String file, Integer line, String step, String reason) {

    /** {@code routes/fleet/sweep.camel.yaml:31, step fleet.sweep.claim: there is no bean called 'fleetSwep'}. */
    @Override
    public String toString() {
        return (file == null ? "the routes" : file)
                + (line == null ? "" : ":" + line)
                + (step == null ? "" : ", step " + step)
                + ": " + reason;
    }
}
