package io.farrier.plan;

import com.fasterxml.jackson.databind.JsonNode;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Where each setting of a policy can be said: some are about a host, some about a place, the rest about a plan as a whole. Pure. */
final class Settings {

    private static final List<String> OF_A_HOST = List.of("site", "cluster", "host");
    private static final List<String> OF_A_CLUSTER = List.of("site", "cluster");
    private static final List<String> OF_A_SITE = List.of("site");

    private static final Map<String, List<String>> PLACES = Map.ofEntries(
            Map.entry("verdicts", OF_A_HOST),
            Map.entry("criticalities", OF_A_HOST),
            Map.entry("reset", OF_A_HOST),
            Map.entry("unquiesced", OF_A_HOST),
            Map.entry("acknowledged", OF_A_HOST),
            Map.entry("profile", OF_A_HOST),
            Map.entry("approvals", OF_A_HOST),
            Map.entry("fourEyes", OF_A_HOST),
            Map.entry("perCluster", OF_A_CLUSTER),
            Map.entry("perSite", OF_A_SITE),
            Map.entry("perRack", OF_A_SITE),
            Map.entry("perMirror", OF_A_SITE));

    /** Who approves is not made easier by a place that asks for less: of all that is said the strictest counts. */
    private static final Set<String> STRICTEST = Set.of("approvals", "fourEyes");

    private Settings() {}

    /** Each setting that there is, in the order in which a policy has them. */
    static List<String> all() {
        return Arrays.stream(Policy.class.getRecordComponents())
                .map(RecordComponent::getName)
                .toList();
    }

    static boolean may(String scope, String setting) {
        return scope.equals("everywhere")
                || PLACES.getOrDefault(setting, List.of()).contains(scope);
    }

    /** What can be said in such a place. */
    static List<String> of(String scope) {
        return PLACES.keySet().stream()
                .filter(setting -> may(scope, setting))
                .sorted()
                .toList();
    }

    /** The places where it can be said besides a plan, the widest first. */
    static List<String> places(String setting) {
        List<String> places = new ArrayList<>(List.of("everywhere"));
        places.addAll(PLACES.getOrDefault(setting, List.of()));
        return places;
    }

    static boolean strictest(String setting) {
        return STRICTEST.contains(setting);
    }

    /** Whether what a nearer place says takes the place of what is there. @param there null: nothing is */
    static boolean replaces(String setting, JsonNode there, JsonNode said) {
        return !strictest(setting) || there == null || weight(said) > weight(there);
    }

    private static int weight(JsonNode value) {
        return value.isBoolean() ? value.asBoolean() ? 1 : 0 : value.asInt();
    }
}
