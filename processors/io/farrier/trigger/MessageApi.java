package io.farrier.trigger;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.farrier.bell.Queued;
import io.farrier.bell.Ring;
import io.farrier.hub.Document;
import io.farrier.hub.Headers;
import io.farrier.hub.House;
import io.farrier.hub.Page;
import io.farrier.hub.Refused;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.camel.Body;
import org.apache.camel.Header;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** The API's operations on messages from outside, and on the changes that they told of. */
@Component("messageApi")
class MessageApi {

    /** A change as it is shown. @param said what all messages about it say together */
    record Change(
            long id,
            String source,
            String number,
            String state,
            String reason,
            Long planId,
            String planState,
            JsonNode said) {}

    private static final Map<String, String> STRUCTURED = Map.of("content-type", "application/cloudevents+json");

    private final Inbox inbox;
    private final Changes changes;
    private final ChangeStumbles stumbles;
    private final MessageTake take;
    private final ObjectMapper json;

    MessageApi(Inbox inbox, Changes changes, ChangeStumbles stumbles, MessageTake take, ObjectMapper json) {
        this.inbox = inbox;
        this.changes = changes;
        this.stumbles = stumbles;
        this.take = take;
        this.json = json;
    }

    public Page<Inbox.Shown> list(
            @Header("state") String state,
            @Header("sort") String sort,
            @Header("after") long after,
            @Header("limit") int limit) {
        return Page.of(inbox.page(state, sort, after, limit), limit, Inbox.Shown::id);
    }

    public Inbox.Shown get(@Header("id") long id) {
        return inbox.byId(id);
    }

    /** @throws Refused where its signature is forged; it is kept all the same */
    public Queued received(@Body MessageTake.Taken taken) {
        if (taken.kept().state().equals("parked") && taken.kept().reason().startsWith(Signature.FORGED)) {
            throw WebhookDoor.unauthenticated(taken.kept().reason());
        }
        return queued(taken);
    }

    /** Takes a parked message once more, as it came or corrected; what can't be taken leaves everything as it was. */
    @Transactional
    public Queued replay(@Header("id") long id, @Body String corrected, @Header(Headers.WHO) String who) {
        Delivery came = inbox.again(id);
        parked(id);
        if (corrected == null || corrected.isBlank()) {
            MessageTake.Taken taken = take.again(id, came);
            if (taken.kept().state().equals("parked")) {
                throw Refused.conflict("The message %d stays parked: it %s."
                        .formatted(id, taken.kept().reason()));
            }
            inbox.replayed(id, id, who);
            return queued(taken);
        }
        Delivery delivery = new Delivery("corrected by " + who, STRUCTURED, corrected.getBytes(StandardCharsets.UTF_8));
        MessageTake.Taken taken = take.taken(delivery, id);
        if (taken.kept().state().equals("parked")) {
            throw Refused.invalid("The correction of message %d can't be taken: it %s."
                    .formatted(id, taken.kept().reason()));
        }
        inbox.replayed(id, taken.kept().id(), who);
        return queued(taken);
    }

    public void discard(@Header("id") long id, @Header("reason") String reason, @Header(Headers.WHO) String who) {
        parked(id);
        inbox.discard(id, reason, who);
    }

    public Page<Change> changes(
            @Header("number") String number,
            @Header("sort") String sort,
            @Header("after") long after,
            @Header("limit") int limit) {
        List<Change> page = changes.page(number, sort, after, limit).stream()
                .map(this::shown)
                .toList();
        return Page.of(page, limit, Change::id);
    }

    public Change change(@Header("id") long id) {
        return shown(changes.byId(id));
    }

    /** What stood in the way of a change is mended: it is decided once more. */
    public Queued retry(@Header("id") long id, @Header(Headers.WHO) String who) {
        Ring ring = stumbles.again(id, who);
        return new Queued("/changes/" + id, shown(changes.byId(id)), List.of(ring));
    }

    public Document asyncapi() throws IOException {
        try (var yaml = House.open("config/asyncapi.yaml")) {
            return new Document("text/plain; charset=utf-8", new String(yaml.readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    private void parked(long id) {
        Inbox.Shown message = inbox.byId(id);
        if (!message.state().equals("parked")) {
            throw Refused.conflict("The message %d is %s; only one that is parked can be replayed or discarded."
                    .formatted(id, message.state()));
        }
    }

    private static Queued queued(MessageTake.Taken taken) {
        Map<String, Object> shown = new LinkedHashMap<>();
        shown.put("id", taken.kept().id());
        shown.put("state", taken.kept().state());
        shown.put("reason", taken.kept().reason());
        shown.put("times", taken.kept().times());
        return new Queued("/messages/" + taken.kept().id(), shown, taken.rings());
    }

    private Change shown(Changes.Row row) {
        return new Change(
                row.id(),
                row.source(),
                row.number(),
                row.state(),
                row.reason(),
                row.planId(),
                row.made() == null ? null : row.made().state(),
                json.valueToTree(row.said()));
    }
}
