package io.farrier.fleet;

import io.farrier.bell.Queued;
import io.farrier.hub.Bodies;
import io.farrier.hub.Headers;
import java.util.List;
import org.apache.camel.Body;
import org.apache.camel.Header;
import org.springframework.stereotype.Component;

/** The API's operations on sweeps. */
@Component("sweepApi")
class SweepApi {

    record Asked(List<String> targets) {}

    private final Sweeps sweeps;
    private final Bodies bodies;

    SweepApi(Sweeps sweeps, Bodies bodies) {
        this.sweeps = sweeps;
        this.bodies = bodies;
    }

    public List<Sweeps.Sweep> list() {
        return sweeps.all();
    }

    public Sweeps.Sweep get(@Header("id") long id) {
        return sweeps.byId(id);
    }

    public Queued request(@Body String body, @Header(Headers.WHO) String who) {
        List<String> targets = bodies.read(body, Asked.class).targets();
        Sweeps.Sweep sweep = sweeps.request(targets == null ? List.of() : targets, who);
        return new Queued("/sweeps/" + sweep.id(), sweep, List.of(sweeps.bell(sweep)));
    }

    public Sweeps.Sweep cancel(@Header("id") long id, @Header(Headers.WHO) String who) {
        sweeps.cancel(id, who);
        return sweeps.byId(id);
    }
}
