package io.farrier.health;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;

/**
 * What a BMC says by itself, one of the events of DMTF's Event schema. It is a hint and never the truth.
 *
 * @param messageId as the device writes it, "IDRAC.2.7.RED001"
 * @param severity OK, Warning, Critical or whatever it says; "" where it says none
 * @param saidAt by the device's clock; null: it does not say, or nothing that is a time
 */
public record Alert(String messageId, String severity, String message, Instant saidAt) {

    private static final int LONGEST = 500;
    private static final int MOST = 100;

    /** In their order; of very many the first ones. Empty where it is none of that schema. */
    public static List<Alert> of(JsonNode event) {
        List<Alert> alerts = new ArrayList<>();
        for (JsonNode one : event.path("Events")) {
            String id = text(one.path("MessageId"));
            if (!id.isEmpty() && alerts.size() < MOST) {
                String severity = text(one.path("MessageSeverity"));
                alerts.add(new Alert(
                        id,
                        severity.isEmpty() ? text(one.path("Severity")) : severity,
                        text(one.path("Message")),
                        time(one.path("EventTimestamp").asText(""))));
            }
        }
        return alerts;
    }

    /** Whether somebody should look at it. */
    public boolean worries() {
        return severity.equals("Warning") || severity.equals("Critical");
    }

    /** Whether a run has a reason to look. Logins and logouts (USR) are its own looks: each would wake the next for ever. */
    public boolean wakes() {
        return !messageId.substring(messageId.lastIndexOf('.') + 1).startsWith("USR");
    }

    /** Whatever a stranger sent, as one short line. */
    private static String text(JsonNode node) {
        String line = node.asText("").replaceAll("\\p{Cntrl}", " ").strip();
        return line.length() <= LONGEST ? line : line.substring(0, LONGEST) + "…";
    }

    private static Instant time(String text) {
        try {
            return text.isEmpty() ? null : OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException e) {
            return null;
        }
    }
}
