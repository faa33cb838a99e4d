package io.farrier.desk;

import io.farrier.hub.Refused;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Route files that a person offers, to be laid over those that run.
 *
 * @param files their texts by their names; null: the file is to go
 */
public record Offer(SortedMap<String, String> files) {

    private static final int LONGEST = 200;

    /** Nothing that leads out of the folder, and nothing that is hidden in it. */
    private static final Pattern NAME =
            Pattern.compile("routes/([A-Za-z0-9][A-Za-z0-9._-]*/){0,8}[A-Za-z0-9][A-Za-z0-9._-]*\\.camel\\.yaml");

    /** @throws Refused for a name that is none of a route file */
    public static Offer of(Map<String, String> files) {
        if (files == null || files.isEmpty()) {
            throw Refused.invalid("files are route files by their names, such as routes/answer/jira.camel.yaml;"
                    + " null for one that is to go.");
        }
        for (String name : files.keySet()) {
            if (name.length() > LONGEST || !NAME.matcher(name).matches()) {
                throw Refused.invalid(
                        "'%s' is no name of a route file: it is routes/, folders and a name of letters, digits, - and _, and .camel.yaml."
                                .formatted(name.length() > LONGEST ? name.substring(0, LONGEST) + "…" : name));
            }
        }
        return new Offer(new TreeMap<>(files));
    }

    RouteSet on(RouteSet running) {
        Map<String, String> all = new TreeMap<>(running.files());
        files.forEach((name, text) -> {
            if (text == null) {
                all.remove(name);
            } else {
                all.put(name, text);
            }
        });
        return new RouteSet(all);
    }
}
