package io.farrier.health;

import com.fasterxml.jackson.databind.JsonNode;
import io.farrier.bell.Queued;
import io.farrier.fleet.Host;
import io.farrier.fleet.Hosts;
import io.farrier.fleet.Selector;
import io.farrier.hub.Bodies;
import io.farrier.hub.Headers;
import io.farrier.hub.Refused;
import io.farrier.transport.Health;
import io.farrier.transport.Operation;
import io.farrier.transport.Ranking;
import io.farrier.transport.TransportChoice;
import io.farrier.transport.Ways;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.camel.Body;
import org.apache.camel.Header;
import org.springframework.stereotype.Component;

/** The API's operations on the ways to hosts, and on checkups. */
@Component("healthApi")
class HealthApi {

    /** @param preview whether only to say whom it would try */
    record Asked(JsonNode selector, Boolean preview) {}

    /** What a checkup would try. */
    record Meant(int hosts, List<Long> ids) {}

    /** @param operations what was observed of each, with when; @param rests until then nobody asks this way */
    record Way(String transport, double score, int failures, Instant rests, Map<String, Ways.Observed> operations) {}

    /** @param update how an update would go now, and why; of each other way why not, or why later */
    record Shown(long host, List<Way> transports, Ranking update, String sentence) {}

    private final Hosts hosts;
    private final Ways ways;
    private final TransportChoice choice;
    private final Checkups checkups;
    private final Bodies bodies;

    HealthApi(Hosts hosts, Ways ways, TransportChoice choice, Checkups checkups, Bodies bodies) {
        this.hosts = hosts;
        this.ways = ways;
        this.choice = choice;
        this.checkups = checkups;
        this.bodies = bodies;
    }

    public Shown transports(@Header("id") long id) {
        Host host = host(id);
        Instant now = Instant.now();
        Map<String, Ways.Known> known = ways.of(id);
        List<Way> all = choice.transports().stream()
                .map(transport -> {
                    Ways.Known here = known.getOrDefault(transport, Ways.Known.NOTHING);
                    Health health = here.health();
                    return new Way(
                            transport,
                            Math.round(100 * health.score(ways.kind(id, transport), now)) / 100.0,
                            health.failures(),
                            health.rests(now) ? health.restsUntil() : null,
                            here.operations());
                })
                .toList();
        Ranking update = choice.rank(host.bmc(), Operation.SUBMIT, now);
        return new Shown(id, all, update, host.label() + " would be updated by " + update.sentence() + ".");
    }

    public Queued test(@Header("id") long id, @Header(Headers.WHO) String who) {
        return queued(checkups.request(List.of(host(id).id()), who));
    }

    /** A {@link Meant} where only that was asked, else a {@link Queued}. */
    public Object request(@Body String body, @Header(Headers.WHO) String who) {
        Asked asked = bodies.read(body, Asked.class);
        List<Long> ids = hosts.resolve(Selector.read(asked.selector()));
        if (Boolean.TRUE.equals(asked.preview())) {
            checkups.checked(ids);
            return new Meant(ids.size(), ids);
        }
        return queued(checkups.request(ids, who));
    }

    public Checkup get(@Header("id") long id) {
        return checkups.byId(id);
    }

    private Queued queued(Checkup checkup) {
        return new Queued("/checkups/" + checkup.id(), checkup, List.of(checkups.bell(checkup)));
    }

    private Host host(long id) {
        return hosts.byId(id).orElseThrow(() -> Refused.unknown("There is no host " + id + "."));
    }
}
