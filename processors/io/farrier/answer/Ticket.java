package io.farrier.answer;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.farrier.hub.Headers;
import io.farrier.hub.House;
import io.farrier.ledger.Entry;
import io.farrier.ledger.Ledger;
import java.io.IOException;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/**
 * What a ticket system is asked and told, by the map of its kind ({@code config/<kind>.yaml}). Each request is left in the
 * exchange property {@link #REQUEST}, and {@link TicketDoor} carries it; the route says in which order.
 */
@Component("ticket")
class Ticket {

    /** Exchange properties: the request that is next, and the JSON that answered the last one. */
    static final String REQUEST = "ticketRequest";

    static final String REPLY = "ticketReply";

    private static final String MAP = "ticketMap";
    private static final String NAMES = "ticketNames";

    /** A number with anything else in it could say more in a query than a number. */
    private static final String NUMBER = "[A-Za-z0-9][A-Za-z0-9_.-]{0,63}";

    /** @param line a verb and a path; @param body null: none */
    record Request(String line, String body) {
        String verb() {
            return line.substring(0, line.indexOf(' '));
        }

        String path() {
            return line.substring(line.indexOf(' ') + 1).strip();
        }
    }

    private final ObjectMapper json;
    private final YAMLMapper yaml;
    private final Ledger ledger;
    private final String source;

    Ticket(ObjectMapper json, Ledger ledger, @Value("${farrier.answer.source}") String source) {
        this.json = json;
        this.yaml = YAMLMapper.builder()
                .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .build();
        this.ledger = ledger;
        this.source = source;
    }

    /** Leaves {@code ticketTells}: whether there is anything to tell. An answer to no change is told to no ticket. */
    public void open(
            Exchange exchange,
            @ExchangeProperty(AnswerTurn.SUBSCRIPTION) Subscription subscription,
            @ExchangeProperty(Headers.ANSWER) Answer answer)
            throws IOException {
        TicketMap map;
        // Read each time: edits hold at once.
        String file = "config/" + subscription.kind() + ".yaml";
        try (var in = House.open(file)) {
            map = yaml.readValue(in, TicketMap.class);
        } catch (JsonProcessingException e) {
            throw NotTaken.yet("%s is wrong: %s".formatted(file, e.getOriginalMessage()), null);
        }
        exchange.setProperty(MAP, map);
        exchange.setProperty(NAMES, TicketMap.names(answer, source));
        boolean tells = answer.change() != null
                && answer.change().number().matches(NUMBER)
                && (map.answer().tells(answer.stage()) || concerns(map, answer));
        exchange.setProperty("ticketTells", tells);
    }

    public void askChange(Exchange exchange, @ExchangeProperty(MAP) TicketMap map) {
        exchange.setProperty(REQUEST, new Request(request(exchange, map.change().find()), null));
    }

    /** Leaves {@code ticketFound}; an answer to a change that is not there is told to the ledger, and to nobody else. */
    public void foundChange(
            Exchange exchange,
            @ExchangeProperty(MAP) TicketMap map,
            @ExchangeProperty(REPLY) JsonNode reply,
            @ExchangeProperty(AnswerTurn.SUBSCRIPTION) Subscription subscription,
            @ExchangeProperty(Headers.ANSWER) Answer answer) {
        String id = reply.at(map.change().id()).asText("");
        names(exchange).put("changeId", id);
        exchange.setProperty("ticketFound", !id.isEmpty());
        if (id.isEmpty()) {
            ledger.append(Entry.of(
                            "subscription:" + subscription.id(),
                            "subscription.nowhere",
                            "There is no change %s at %s: its answers are not told there."
                                    .formatted(answer.change().number(), subscription.address()))
                    .with(Map.of(
                            "subscription",
                            subscription.id(),
                            "event",
                            answer.event().id())));
        }
    }

    /** Leaves {@code ticketMoves}: whether this moves the change. To set a state that it has already changes nothing. */
    public void moveChange(
            Exchange exchange, @ExchangeProperty(MAP) TicketMap map, @ExchangeProperty(Headers.ANSWER) Answer answer) {
        boolean moves = concerns(map, answer);
        exchange.setProperty("ticketMoves", moves);
        if (moves) {
            exchange.setProperty(REQUEST, written(exchange, map.change(), answer));
        }
    }

    /** Leaves {@code ticketAnswers}: whether there is to be a record of this answer. */
    public void askAnswer(
            Exchange exchange, @ExchangeProperty(MAP) TicketMap map, @ExchangeProperty(Headers.ANSWER) Answer answer) {
        exchange.setProperty("ticketAnswers", map.answer().tells(answer.stage()));
        exchange.setProperty(REQUEST, new Request(request(exchange, map.answer().find()), null));
    }

    /** Leaves {@code ticketNew}: whether the record is not there yet, and has to be made. */
    public void makeAnswer(
            Exchange exchange,
            @ExchangeProperty(MAP) TicketMap map,
            @ExchangeProperty(REPLY) JsonNode reply,
            @ExchangeProperty(Headers.ANSWER) Answer answer) {
        boolean isNew = reply.at(map.answer().id()).asText("").isEmpty();
        exchange.setProperty("ticketNew", isNew);
        if (isNew) {
            exchange.setProperty(REQUEST, written(exchange, map.answer(), answer));
        }
    }

    /**
     * What is said of one host does not move the change, nor does a message of which no use could be made, where the hub has
     * heard of the change before: that is accepted still, or whatever it was.
     */
    private static boolean concerns(TicketMap map, Answer answer) {
        return answer.event().hostId() == null
                && answer.event().runId() == null
                && !answer.event().data().path("known").asBoolean()
                && map.change().tells(answer.stage());
    }

    private Request written(Exchange exchange, TicketMap.Sheet sheet, Answer answer) {
        try {
            return new Request(
                    request(exchange, sheet.write()),
                    json.writeValueAsString(sheet.body(answer.stage(), names(exchange))));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String request(Exchange exchange, String line) {
        return TicketMap.request(line, names(exchange));
    }

    @SuppressWarnings("unchecked")
    private static Map<String, String> names(Exchange exchange) {
        return exchange.getProperty(NAMES, Map.class);
    }
}
