package io.farrier.access;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.farrier.hub.Refused;
import java.util.Map;

/**
 * What the API answers when it did not do what was asked, as RFC 9457 writes it.
 *
 * @param type {@code urn:farrier:problem:} and a stable word that programs may compare
 * @param title of all problems of this type
 * @param detail of this one: a sentence that says what to change
 * @param incident where the hub itself is at fault: its log has more under this word; else null
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Problem(String type, String title, int status, String detail, String incident) {

    public static final String MEDIA_TYPE = "application/problem+json";

    private static final ObjectMapper JSON = new ObjectMapper();

    /** The types of config/openapi.yaml. */
    private static final Map<String, String> TITLES = Map.ofEntries(
            Map.entry("invalid", "The request is wrong"),
            Map.entry("unauthenticated", "A login is needed"),
            Map.entry("forbidden", "This login may not do that"),
            Map.entry("unknown", "There is no such thing"),
            Map.entry("conflict", "It does not fit the state that things are in"),
            Map.entry("changed", "It was changed meanwhile"),
            Map.entry("key-reused", "The Idempotency-Key was used for something else"),
            Map.entry("too-many", "These are too many requests"),
            Map.entry("secret-missing", "The secret can't be read"),
            Map.entry("busy", "The hub has too much to do"),
            Map.entry("bundle-refused", "The bundle is refused"),
            Map.entry("package-refused", "The package is refused"),
            Map.entry("routes-refused", "The routes are refused"),
            Map.entry("no-room", "The disk is too full"),
            Map.entry("internal", "The hub is at fault"));

    public static Problem of(Refused refused) {
        return of(refused.type(), refused.status(), refused.getMessage());
    }

    static Problem of(String type, int status, String detail) {
        return new Problem("urn:farrier:problem:" + type, TITLES.getOrDefault(type, type), status, detail, null);
    }

    public static Problem incident(String incident) {
        Problem problem =
                of("internal", 500, "Something went wrong in the hub; its log has it as incident " + incident + ".");
        return new Problem(problem.type, problem.title, problem.status, problem.detail, incident);
    }

    public String json() {
        try {
            return JSON.writeValueAsString(this);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A problem is plain text and always JSON", e);
        }
    }
}
