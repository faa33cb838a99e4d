package io.farrier.fleet;

import io.farrier.bell.Queued;
import io.farrier.hub.Bodies;
import io.farrier.hub.Headers;
import io.farrier.hub.Page;
import java.util.List;
import org.apache.camel.Body;
import org.apache.camel.Header;
import org.springframework.stereotype.Component;

/** The API's operations on sweeps. */
@Component("sweepApi")
class SweepApi {

    record Asked(List<String> targets, List<String> excluded) {}

    private final Sweeps sweeps;
    private final Bodies bodies;

    SweepApi(Sweeps sweeps, Bodies bodies) {
        this.sweeps = sweeps;
        this.bodies = bodies;
    }

    public Page<Sweep> list(@Header("after") long after, @Header("limit") int limit) {
        return Page.of(sweeps.latest(after, limit), limit, Sweep::id);
    }

    public Sweep get(@Header("id") long id) {
        return sweeps.byId(id);
    }

    public Queued request(@Body String body, @Header(Headers.WHO) String who) {
        Asked asked = bodies.read(body, Asked.class);
        Sweep sweep = sweeps.request(
                asked.targets() == null ? List.of() : asked.targets(),
                asked.excluded() == null ? List.of() : asked.excluded(),
                who);
        return new Queued("/sweeps/" + sweep.id(), sweep, List.of(sweeps.bell(sweep)));
    }

    public Sweep cancel(@Header("id") long id, @Header(Headers.WHO) String who) {
        return sweeps.cancel(id, who);
    }
}
