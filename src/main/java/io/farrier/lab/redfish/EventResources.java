package io.farrier.lab.redfish;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.farrier.lab.device.Message;
import io.farrier.lab.device.Subscribers;
import io.farrier.lab.net.Response;
import java.util.Map;

/** Who is sent the device's events. Off until it is turned on, as out of the factory. */
final class EventResources {
    private static final String SERVICE = "/redfish/v1/EventService";
    private static final String SUBSCRIPTIONS = SERVICE + "/Subscriptions";

    private EventResources() {}

    static void add(Routes routes) {
        routes.get(SERVICE, EventResources::service)
                .on("PATCH", SERVICE, EventResources::change)
                .get(SUBSCRIPTIONS, EventResources::subscriptions)
                .get(SUBSCRIPTIONS + "/*", EventResources::subscription)
                .on("POST", SUBSCRIPTIONS, EventResources::subscribe)
                .on("DELETE", SUBSCRIPTIONS + "/*", EventResources::unsubscribe)
                .on("POST", SERVICE + "/Actions/EventService.SubmitTestEvent", EventResources::test);
    }

    private static ObjectNode service(Call call) {
        return Template.fill(
                "event-service",
                Map.of("enabled", call.device().subscribers().enabled(), "subscriptions", SUBSCRIPTIONS));
    }

    private static Response change(Call call) {
        JsonNode enabled = call.body().path("ServiceEnabled");
        if (!enabled.isBoolean()) {
            throw new Refused(400, Message.BAD_VALUE);
        }
        call.device().subscribers().enable(enabled.booleanValue());
        return Bodies.json(200, Bodies.info(call.device(), Message.OK));
    }

    private static ObjectNode subscriptions(Call call) {
        return Bodies.collection(
                SUBSCRIPTIONS,
                "EventDestinationCollection",
                "Event Subscriptions Collection",
                call.device().subscribers().all().stream()
                        .map(Subscribers.Subscription::id)
                        .toList());
    }

    private static ObjectNode subscription(Call call) {
        return call.device().subscribers().all().stream()
                .filter(one -> one.id().equals(call.hole(0)))
                .findFirst()
                .map(EventResources::body)
                .orElseThrow(
                        () -> new Refused(404, Message.NOT_FOUND, call.request().path()));
    }

    /** The headers that it was to send are never shown, as an iDRAC shows them as null. */
    private static ObjectNode body(Subscribers.Subscription one) {
        return Template.fill(
                "event-destination",
                Map.of("id", one.id(), "destination", one.destination(), "context", one.context()));
    }

    private static Response subscribe(Call call) {
        ObjectNode body = call.body();
        String destination = Call.required(body, "Destination");
        if (!Call.required(body, "Protocol").equals("Redfish") || !destination.matches("https?://\\S+")) {
            throw new Refused(400, Message.BAD_VALUE);
        }
        if (call.device().subscribers().full()) {
            throw new Refused(400, Message.STATE_NOT_SET);
        }
        Subscribers.Subscription made = call.device()
                .subscribers()
                .add(destination, body.path("Context").asText(""));
        return Bodies.json(201, Bodies.info(call.device(), Message.CREATED))
                .with("Location", SUBSCRIPTIONS + "/" + made.id());
    }

    private static Response unsubscribe(Call call) {
        if (!call.device().subscribers().remove(call.hole(0))) {
            throw new Refused(404, Message.NOT_FOUND, call.request().path());
        }
        return Bodies.json(200, Bodies.info(call.device(), Message.OK));
    }

    private static Response test(Call call) {
        if (!call.device().subscribers().enabled()) {
            throw new Refused(400, Message.STATE_NOT_SET);
        }
        call.device().says(Message.LC_NOT_READY);
        return Bodies.json(202, Bodies.info(call.device(), Message.OK));
    }
}
