package io.farrier.trigger;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** A change of an ITSM, and the messages that it sends about it. */
public final class Ticket {

    static final String SOURCE = "/itsm/test";

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final AtomicInteger COUNT = new AtomicInteger();

    private final String number;
    private final Instant opened = Instant.now().truncatedTo(ChronoUnit.SECONDS).minusSeconds(3600);
    private int sent;

    Ticket() {
        this("CHG%07d".formatted(COUNT.incrementAndGet()));
    }

    public Ticket(String number) {
        this.number = number;
    }

    String number() {
        return number;
    }

    /** Approved for these hosts, with a window that is open. */
    ObjectNode approved(List<Long> hosts) {
        ObjectNode data = data();
        data.set("targets", JSON.valueToTree(Map.of("ids", hosts)));
        data.set("window", window(Instant.now().minusSeconds(60), 8 * 3600));
        data.set("approval", JSON.createObjectNode().put("by", "maria").put("at", opened.toString()));
        data.set(
                "policy",
                JSON.valueToTree(Map.of(
                        "waves",
                        List.of("100%"),
                        "concurrent",
                        100,
                        "unquiesced",
                        true,
                        "acknowledged",
                        List.of("failed-before"))));
        return event("change.approved", data);
    }

    ObjectNode rescheduled(Instant opens, long seconds) {
        ObjectNode data = data();
        data.set("window", window(opens, seconds));
        return event("change.rescheduled", data);
    }

    ObjectNode cancelled() {
        return event("change.cancelled", data().put("reason", "the board said no"));
    }

    public ObjectNode data() {
        return JSON.createObjectNode().put("number", number);
    }

    public static ObjectNode window(Instant opens, long seconds) {
        Instant from = opens.truncatedTo(ChronoUnit.SECONDS);
        return JSON.createObjectNode()
                .put("opensAt", from.toString())
                .put("closesAt", from.plusSeconds(seconds).toString());
    }

    /** Each is a second younger than the one before. */
    public ObjectNode event(String type, ObjectNode data) {
        sent++;
        ObjectNode event = JSON.createObjectNode()
                .put("specversion", "1.0")
                .put("id", number + "-" + sent)
                .put("source", SOURCE)
                .put("type", type)
                .put("time", opened.plusSeconds(sent).toString())
                .put("datacontenttype", "application/json");
        event.set("data", data);
        return event;
    }

    static String text(Object json) {
        try {
            return JSON.writeValueAsString(json);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
