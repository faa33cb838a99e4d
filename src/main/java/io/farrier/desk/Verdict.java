package io.farrier.desk;

import java.util.List;
import java.util.SortedMap;

/** What the desk says to a set of route files. */
public sealed interface Verdict {

    /**
     * The set loads.
     *
     * @param routes the ids of the routes in each file
     * @param changes what it changed of the running set; nothing after a mere rehearsal
     */
    record Accepted(SortedMap<String, List<String>> routes, Changes changes) implements Verdict {}

    /** The set does not load, or breaks a rule of the house. The running routes were left alone. */
    record Refused(List<Problem> problems) implements Verdict {}

    /** The set loads, but routes that it changes did not come to rest in time. Nothing was changed; offer it again. */
    record Postponed(String reason) implements Verdict {}
}
