package io.farrier.baseline;

import io.farrier.hub.Bodies;
import io.farrier.hub.Headers;
import io.farrier.hub.Made;
import java.util.List;
import org.apache.camel.Body;
import org.apache.camel.Header;
import org.springframework.stereotype.Component;

/** The API's operations on baselines and waivers. */
@Component("baselineApi")
class BaselineApi {

    private final Baselines baselines;
    private final Waivers waivers;
    private final Bodies bodies;

    BaselineApi(Baselines baselines, Waivers waivers, Bodies bodies) {
        this.baselines = baselines;
        this.waivers = waivers;
        this.bodies = bodies;
    }

    public List<Baseline> list() {
        return baselines.all();
    }

    public Baseline get(@Header("id") long id) {
        return baselines.byId(id).orElseThrow(() -> Baselines.missing(id));
    }

    public Made add(@Body String body, @Header(Headers.WHO) String who) {
        Baseline baseline = baselines.add(bodies.read(body, Baseline.Draft.class), who);
        return new Made("/baselines/" + baseline.id(), baseline);
    }

    public Baseline change(@Header("id") long id, @Body String body, @Header(Headers.WHO) String who) {
        return baselines.change(id, bodies.read(body, Baseline.Draft.class), who);
    }

    public void remove(@Header("id") long id, @Header(Headers.WHO) String who) {
        baselines.remove(id, who);
    }

    public List<Waiver> waivers() {
        return waivers.all();
    }

    public Made waive(@Body String body, @Header(Headers.WHO) String who) {
        Waiver waiver = waivers.add(bodies.read(body, Waiver.Draft.class), who);
        return new Made("/waivers/" + waiver.id(), waiver);
    }

    public Waiver waiver(@Header("id") long id) {
        return waivers.byId(id);
    }

    public Waiver withdraw(@Header("id") long id, @Header(Headers.WHO) String who) {
        return waivers.withdraw(id, who);
    }
}
