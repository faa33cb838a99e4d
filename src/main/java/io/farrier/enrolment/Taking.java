package io.farrier.enrolment;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Whether a rule takes a server that its selector means. Pure.
 *
 * @param host its id
 * @param taken whether it does
 * @param gives the tags that it has not yet; none where it is left
 * @param why a sentence, in both cases
 */
public record Taking(long host, String label, boolean taken, Map<String, String> gives, String why) {

    /**
     * A server that a selector means.
     *
     * @param judged whether its compliance was ever judged
     * @param outdated whether a component of it is outdated
     * @param enrolled whether this rule has taken it already
     * @param keptOutBy who took it out of enrolment; null: nobody
     * @param plan the approved plan that it is in; null: in none
     */
    record Candidate(
            long host,
            String label,
            Map<String, String> tags,
            Instant firstSeenAt,
            boolean judged,
            boolean outdated,
            boolean enrolled,
            String keptOutBy,
            String plan) {}

    /** @param since servers that were known before are left; null: they are not */
    static Taking of(Candidate server, Map<String, String> tags, Boolean outdated, Instant since) {
        List<String> others = new ArrayList<>();
        Map<String, String> gives = new TreeMap<>();
        tags.forEach((name, value) -> {
            String has = server.tags().get(name);
            if (has == null) {
                gives.put(name, value);
            } else if (!has.equals(value)) {
                others.add(name + "=" + has);
            }
        });
        if (server.keptOutBy() != null) {
            return left(server, "%s took it out of enrolment.".formatted(server.keptOutBy()));
        }
        if (server.enrolled()) {
            return left(server, "The rule has taken it already.");
        }
        if (server.plan() != null) {
            return left(
                    server,
                    "It is in the plan %s, which is approved: it is taken when that has ended."
                            .formatted(server.plan()));
        }
        if (since != null && server.firstSeenAt().isBefore(since)) {
            return left(server, "It was known before the rule was made, and the rule is for new servers.");
        }
        if (outdated != null && !server.judged()) {
            return left(server, "Its compliance was not judged yet.");
        }
        if (outdated != null && outdated != server.outdated()) {
            return left(server, outdated ? "No component of it is outdated." : "A component of it is outdated.");
        }
        if (!others.isEmpty()) {
            return left(server, "It has %s, which a rule does not change.".formatted(String.join(", ", others)));
        }
        String compliance = outdated == null
                ? ""
                : outdated ? ", and a component of it is outdated" : ", and nothing of it is outdated";
        return new Taking(
                server.host(),
                server.label(),
                true,
                Map.copyOf(gives),
                "The selector means it%s.".formatted(compliance));
    }

    private static Taking left(Candidate server, String why) {
        return new Taking(server.host(), server.label(), false, Map.of(), why);
    }
}
