package io.farrier.answer;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.farrier.ledger.Event;
import java.util.Map;

/**
 * An event, and what it is an answer to.
 *
 * @param change null: no change asked for it
 * @param ci what a CMDB said of it was heard, or not; null: it is about nothing that a CMDB said
 * @param host null: it is about none, or about one that the hub no longer knows
 * @param plan the name of the plan; null: none
 */
public record Answer(Event event, Stage stage, Change change, Ci ci, Host host, String plan) {

    /** @param source of the messages that asked for it, and its number there */
    public record Change(String source, String number) {}

    /** @param source of the messages about it, and its number there */
    public record Ci(String source, String number) {}

    /** @param ci its number in the CMDB, where that has told one */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Host(long id, String serviceTag, String fqdn, String ci, Map<String, String> tags) {

        /** As people know it. */
        String label() {
            return fqdn != null ? fqdn : serviceTag != null ? serviceTag : "host " + id;
        }
    }

    /** With nothing but what the event itself says. */
    static Answer bare(Event event) {
        return new Answer(event, Stage.of(event), null, null, null, null);
    }

    /** What it is about, in a word: the number of the change or of the CI, else the plan's name, else the stream. */
    public String subject() {
        return change != null ? change.number() : ci != null ? ci.number() : plan != null ? plan : event.stream();
    }
}
