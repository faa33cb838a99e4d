package io.farrier.desk;

import java.util.List;

/** What a rehearsal said of a set of route files. */
public sealed interface Verdict {

    /** The whole set loads. @param changed what the desk did, file by file; empty where nothing differs */
    record Accepted(List<String> changed) implements Verdict {}

    /**
     * At least one file does not load; nothing was changed.
     *
     * @param line 0 where it is not known
     * @param step the id of the route or step; null where it is not known
     */
    record Refused(String file, int line, String step, String reason) implements Verdict {

        /** "run/step.camel.yaml:31 (run.step.ask): there is no bean runAkt" */
        public String sentence() {
            return file + (line > 0 ? ":" + line : "") + (step == null ? "" : " (" + step + ")") + ": " + reason;
        }
    }
}
