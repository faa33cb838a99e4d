package io.farrier.window;

import com.fasterxml.jackson.annotation.JsonValue;
import io.farrier.hub.Refused;
import java.util.Locale;
import java.util.Map;

/**
 * The hosts that a calendar, a window or a blackout is for: {@code {"datacenter": "ams1"}}, {@code {"cluster": "db"}} or
 * {@code {"host": 12}}.
 *
 * @param name of the datacenter or the cluster, as {@code host_places} has it or as its vCenter calls it; the id of the host
 */
public record Scope(Kind kind, String name) {

    /** The later one is the more specific. */
    public enum Kind {
        DATACENTER,
        CLUSTER,
        HOST;

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * As people write it.
     *
     * @param given null: no scope
     * @throws Refused for more than one of them, or none, or a name that is none
     */
    static Scope of(Map<String, Object> given) {
        if (given == null) {
            return null;
        }
        if (given.size() == 1) {
            Map.Entry<String, Object> only = given.entrySet().iterator().next();
            for (Kind kind : Kind.values()) {
                if (kind.word().equals(only.getKey()) && fits(kind, only.getValue())) {
                    return new Scope(kind, String.valueOf(only.getValue()));
                }
            }
        }
        throw Refused.invalid(
                "A scope is one of {\"datacenter\": \"ams1\"}, {\"cluster\": \"db\"} and {\"host\": 12}, not %s."
                        .formatted(given));
    }

    private static boolean fits(Kind kind, Object name) {
        return kind == Kind.HOST
                ? name instanceof Integer || name instanceof Long
                : name instanceof String text && !text.isBlank();
    }

    /** As the two columns say it. @param kind null: no scope */
    static Scope of(String kind, String name) {
        return kind == null ? null : new Scope(Kind.valueOf(kind.toUpperCase(Locale.ROOT)), name);
    }

    @JsonValue
    Map<String, Object> shown() {
        return Map.of(kind.word(), kind == Kind.HOST ? (Object) Long.valueOf(name) : name);
    }

    boolean covers(Place place) {
        return switch (kind) {
            case DATACENTER -> name.equals(place.datacenter()) || place.also().contains(this);
            case CLUSTER -> name.equals(place.cluster()) || place.also().contains(this);
            case HOST -> place.host() != null && name.equals(place.host().toString());
        };
    }

    @Override
    public String toString() {
        return "the " + kind.word() + " " + name;
    }
}
