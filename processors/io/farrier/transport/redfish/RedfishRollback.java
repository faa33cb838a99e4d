package io.farrier.transport.redfish;

import com.fasterxml.jackson.databind.JsonNode;
import io.farrier.transport.Ask;
import io.farrier.transport.Failure;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.springframework.stereotype.Component;

/**
 * The way back: SimpleUpdate with the {@code Previous-} member of the inventory that the device has kept (PROTOCOLS 1.6).
 * It keeps one where it has room; whoever wants to go back takes what is there, or has nothing done.
 */
@Component("redfishRollback")
class RedfishRollback {

    private static final String SERVICE = "redfishUpdateService";
    private static final String KEPT = "redfishKept";
    static final Pattern PREVIOUS = Pattern.compile("Previous-([^-]+)-(.+)__(.+)");

    public void askMembers(
            Exchange exchange,
            @ExchangeProperty(RedfishDoor.ASK) Ask ask,
            @ExchangeProperty(RedfishDoor.REPLY) RedfishReply reply) {
        RedfishOffer service = new RedfishOffer(reply.json());
        service.simpleUpdate(ask);
        exchange.removeProperty(KEPT);
        exchange.setProperty(SERVICE, service);
        exchange.setProperty(RedfishDoor.REQUEST, RedfishRequest.get(service.inventory()));
    }

    /** Looks through one page; false when it was the last, else the next is asked. */
    public boolean takePage(
            Exchange exchange,
            @ExchangeProperty(RedfishDoor.ASK) Ask ask,
            @ExchangeProperty(RedfishDoor.REPLY) RedfishReply page) {
        for (JsonNode member : page.json().path("Members")) {
            String path = member.path("@odata.id").asText();
            if (wanted((Ask.Rollback) ask, path)) {
                exchange.setProperty(KEPT, path);
            }
        }
        String next = RedfishLogin.text(page.json(), "/Members@odata.nextLink");
        exchange.setProperty(RedfishDoor.REQUEST, next == null ? null : RedfishRequest.get(next));
        return next != null;
    }

    private static boolean wanted(Ask.Rollback ask, String path) {
        Matcher kept = PREVIOUS.matcher(Members.id(path));
        return kept.matches()
                && ask.inventoryId().equals(kept.group(1) + "__" + kept.group(3))
                && (ask.version() == null || ask.version().equals(kept.group(2)));
    }

    public void askRollback(
            Exchange exchange,
            @ExchangeProperty(RedfishDoor.ASK) Ask ask,
            @ExchangeProperty(SERVICE) RedfishOffer service,
            @ExchangeProperty(KEPT) String kept) {
        Ask.Rollback rollback = (Ask.Rollback) ask;
        if (kept == null) {
            String version = rollback.version() == null ? "" : " " + rollback.version();
            throw new Failure(
                    "RED019", ask.bmc() + " keeps no former version" + version + " of " + rollback.inventoryId());
        }
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("ImageURI", kept);
        body.put(RedfishSubmit.APPLY_TIME, RedfishSubmit.applyTime(rollback.immediate()));
        exchange.setProperty(RedfishDoor.REQUEST, RedfishRequest.post(service.simpleUpdate(ask), body));
    }
}
