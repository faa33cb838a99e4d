package io.farrier.fleet;

import com.fasterxml.jackson.databind.JsonNode;
import io.farrier.hub.Bodies;
import io.farrier.hub.Headers;
import io.farrier.hub.Page;
import io.farrier.hub.Refused;
import io.farrier.transport.Pins;
import java.util.List;
import org.apache.camel.Body;
import org.apache.camel.Header;
import org.springframework.stereotype.Component;

/** The API's operations on hosts. */
@Component("hostApi")
class HostApi {

    /** @param preview whether only to say what it would do */
    record Asked(JsonNode selector, Boolean preview) {}

    record RePinned(int hosts, int rePinned) {}

    private final Hosts hosts;
    private final Pins pins;
    private final Bodies bodies;

    HostApi(Hosts hosts, Pins pins, Bodies bodies) {
        this.hosts = hosts;
        this.pins = pins;
        this.bodies = bodies;
    }

    public Page<Host> list(
            @Header("after") long after,
            @Header("limit") int limit,
            @Header("sort") String sort,
            @Header("kind") String kind,
            @Header("model") String model,
            @Header("serviceTag") String serviceTag,
            @Header("problem") Boolean problem,
            @Header("updatableBy") String by,
            @Header("updatableByOtherThan") String other,
            @Header("exposedTo") String exposedTo) {
        Filter filter = new Filter(kind, model, serviceTag, problem, by, other, exposedTo, false);
        return Page.of(hosts.page(after, limit, sort, filter), limit, Host::id);
    }

    public Host get(@Header("id") long id) {
        return hosts.byId(id).orElseThrow(() -> Refused.unknown("There is no host " + id + "."));
    }

    public List<io.farrier.fleet.Component> components(@Header("id") long id, @Header("sort") String sort) {
        return hosts.components(get(id).id(), sort);
    }

    /** @throws Refused where the selector means no host: that is a mistake rather than a wish */
    public RePinned rePin(@Body String body, @Header(Headers.WHO) String who) {
        Asked asked = bodies.read(body, Asked.class);
        Selector selector = Selector.read(asked.selector());
        List<Long> ids = hosts.resolveAddresses(selector);
        if (ids.isEmpty()) {
            throw Refused.invalid("The selector means no host, so nothing is re-pinned; an empty one means none, too.");
        }
        if (Boolean.TRUE.equals(asked.preview())) {
            return new RePinned(ids.size(), pins.unpinned(ids));
        }
        return new RePinned(ids.size(), pins.rePin(ids, who));
    }
}
