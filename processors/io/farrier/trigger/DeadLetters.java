package io.farrier.trigger;

import io.farrier.bell.Queued;
import io.farrier.hub.Refused;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.camel.CamelExecutionException;
import org.apache.camel.ProducerTemplate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jmx.export.annotation.ManagedAttribute;
import org.springframework.jmx.export.annotation.ManagedOperation;
import org.springframework.jmx.export.annotation.ManagedOperationParameter;
import org.springframework.jmx.export.annotation.ManagedResource;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.stereotype.Component;

/**
 * The messages that are parked, as Hawtio shows them under JMX: the same that the API lists, replays and discards. Who may call what
 * is in {@code hawtio/jolokia-*.xml}. Each operation answers with a sentence, also where it did nothing.
 */
@Component
@ManagedResource(
        objectName = "io.farrier:type=DeadLetters",
        description =
                "Messages from outside that nobody could take, and what the broker has given up: parked, until somebody replays or"
                        + " discards them")
public class DeadLetters {

    private static final Logger log = LoggerFactory.getLogger(DeadLetters.class);
    private static final int SHOWN = 100;
    private static final Parked.Which ALL = new Parked.Which(null, null, null, null, null, null, null, null);

    private final Parked parked;
    private final Inbox inbox;
    private final MessageApi messages;
    private final ProducerTemplate camel;

    DeadLetters(Parked parked, Inbox inbox, MessageApi messages, ProducerTemplate camel) {
        this.parked = parked;
        this.inbox = inbox;
        this.messages = messages;
        this.camel = camel;
    }

    @ManagedAttribute(description = "How many are parked")
    public int getCount() {
        return parked.count(ALL);
    }

    @ManagedAttribute(description = "Why, the most frequent reasons first")
    public List<Map<String, Object>> getReasons() {
        return parked.reasons(ALL).stream()
                .map(reason -> Map.<String, Object>of("reason", reason.reason(), "count", reason.count()))
                .toList();
    }

    @ManagedAttribute(description = "The oldest hundred, with their age, origin and reason; list goes on behind them")
    public List<Map<String, Object>> getOldest() {
        return list(0);
    }

    @ManagedOperation(description = "The next hundred, the oldest first")
    @ManagedOperationParameter(name = "after", description = "The id behind which to go on; 0 begins")
    public List<Map<String, Object>> list(long after) {
        return inbox.page("parked", "id", after, SHOWN).stream()
                .map(DeadLetters::brief)
                .toList();
    }

    @ManagedOperation(description = "All of one message, as it came")
    @ManagedOperationParameter(name = "id", description = "Of the message")
    public Map<String, Object> show(long id) {
        Inbox.Shown message;
        try {
            message = inbox.byId(id);
        } catch (Refused e) {
            return Map.of("problem", e.getMessage());
        }
        Map<String, Object> shown = brief(message);
        shown.put("attributes", message.attributes());
        shown.put("body", message.body());
        return shown;
    }

    @ManagedOperation(description = "Takes it once more, as it came")
    @ManagedOperationParameter(name = "id", description = "Of the message")
    public String replay(long id) {
        return said(() -> taken(id, messages.replay(id, null, who())));
    }

    @ManagedOperation(description = "Takes a corrected message in its place")
    @ManagedOperationParameter(name = "id", description = "Of the message that it corrects")
    @ManagedOperationParameter(name = "corrected", description = "A whole CloudEvent, as JSON")
    public String correct(long id, String corrected) {
        if (corrected == null || corrected.isBlank()) {
            return "Nothing was done: the corrected message is empty.";
        }
        return said(() -> taken(id, messages.replay(id, corrected, who())));
    }

    @ManagedOperation(description = "Puts it away for good; it stays to be looked at")
    @ManagedOperationParameter(name = "id", description = "Of the message")
    @ManagedOperationParameter(name = "reason", description = "For the ledger")
    public String discard(long id, String reason) {
        return said(() -> {
            messages.discard(id, reason, who());
            return "The message %d is discarded.".formatted(id);
        });
    }

    private interface Act {
        String done();
    }

    /** An exception would show its stack in the console. */
    private static String said(Act act) {
        try {
            return act.done();
        } catch (Refused e) {
            return "Nothing was done: " + e.getMessage();
        }
    }

    private String taken(long id, Queued queued) {
        try {
            camel.sendBody("direct:bell.rings", queued.bells());
        } catch (CamelExecutionException e) {
            log.warn("A bell could not be rung, the clock will", e);
        }
        return "The message %d is taken%s."
                .formatted(id, queued.location().equals("/messages/" + id) ? "" : ", see " + queued.location());
    }

    private static String who() {
        Authentication login = SecurityContextHolder.getContext().getAuthentication();
        return login == null ? "somebody on this machine, by JMX" : login.getName();
    }

    private static Map<String, Object> brief(Inbox.Shown message) {
        Map<String, Object> shown = new LinkedHashMap<>();
        shown.put("id", message.id());
        shown.put("state", message.state());
        shown.put("reason", message.reason());
        shown.put("received", message.receivedAt().toString());
        shown.put("age", age(message.sentAt() == null ? message.receivedAt() : message.sentAt()));
        shown.put("origin", message.origin());
        shown.put("deadFrom", message.deadFrom());
        shown.put("type", message.type());
        shown.put("source", message.source());
        shown.put("number", message.number());
        shown.put("times", message.times());
        return shown;
    }

    /** As people write it, "2 d 3 h 5 min". */
    private static String age(Instant since) {
        Duration age = Duration.between(since, Instant.now()).truncatedTo(ChronoUnit.MINUTES);
        return "%d d %d h %d min".formatted(age.toDays(), age.toHoursPart(), age.toMinutesPart());
    }
}
