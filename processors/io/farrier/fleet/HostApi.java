package io.farrier.fleet;

import com.fasterxml.jackson.databind.JsonNode;
import io.farrier.hub.Bodies;
import io.farrier.hub.Headers;
import io.farrier.hub.Page;
import io.farrier.hub.Refused;
import io.farrier.transport.Operation;
import io.farrier.transport.Pins;
import io.farrier.transport.TransportChoice;
import java.util.List;
import org.apache.camel.Body;
import org.apache.camel.Header;
import org.springframework.stereotype.Component;

/** The API's operations on hosts. */
@Component("hostApi")
class HostApi {

    record Asked(JsonNode selector) {}

    record RePinned(int hosts, int rePinned) {}

    private final Hosts hosts;
    private final Pins pins;
    private final TransportChoice choice;
    private final Bodies bodies;

    HostApi(Hosts hosts, Pins pins, TransportChoice choice, Bodies bodies) {
        this.hosts = hosts;
        this.pins = pins;
        this.choice = choice;
        this.bodies = bodies;
    }

    public Page<Host> list(
            @Header("after") long after,
            @Header("limit") int limit,
            @Header("kind") String kind,
            @Header("model") String model,
            @Header("serviceTag") String serviceTag,
            @Header("problem") Boolean problem,
            @Header("updatableBy") String by,
            @Header("updatableByOtherThan") String other,
            @Header("exposedTo") String exposedTo) {
        Filter filter = new Filter(kind, model, serviceTag, problem, ways(by, other), exposedTo, false);
        return Page.of(hosts.page(after, limit, filter), limit, Host::id);
    }

    /** The transports that are meant, of those that can update at all; null where it does not matter. */
    private List<String> ways(String by, String other) {
        if (by == null && other == null) {
            return null;
        }
        return choice.transports().stream()
                .filter(transport -> choice.can(transport, Operation.SUBMIT))
                .filter(transport -> by == null || transport.equals(by))
                .filter(transport -> !transport.equals(other))
                .toList();
    }

    public Host get(@Header("id") long id) {
        return hosts.byId(id).orElseThrow(() -> Refused.unknown("There is no host " + id + "."));
    }

    public List<io.farrier.fleet.Component> components(@Header("id") long id) {
        return hosts.components(get(id).id());
    }

    /** @throws Refused where the selector means no host: that is a mistake rather than a wish */
    public RePinned rePin(@Body String body, @Header(Headers.WHO) String who) {
        Selector selector = Selector.read(bodies.read(body, Asked.class).selector());
        List<Long> ids = hosts.resolveAddresses(selector);
        if (ids.isEmpty()) {
            throw Refused.invalid("The selector means no host, so nothing is re-pinned; an empty one means none, too.");
        }
        return new RePinned(ids.size(), pins.rePin(ids, who));
    }
}
