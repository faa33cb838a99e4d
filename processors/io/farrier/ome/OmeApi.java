package io.farrier.ome;

import io.farrier.bell.Kind;
import io.farrier.bell.Queued;
import io.farrier.bell.Ring;
import io.farrier.bell.Turns;
import io.farrier.hub.Bodies;
import io.farrier.hub.Headers;
import io.farrier.hub.Made;
import io.farrier.hub.Refused;
import java.util.List;
import org.apache.camel.Body;
import org.apache.camel.Header;
import org.springframework.stereotype.Component;

/** The API's operations on OMEs. No password passes here in either direction. */
@Component("omeApi")
class OmeApi {

    /** An OME with what its last sync brought. */
    record Whole(Ome ome, List<Holdings.Held> devices) {}

    private final Omes omes;
    private final Holdings holdings;
    private final Testimony testimony;
    private final Turns turns;
    private final Bodies bodies;

    OmeApi(Omes omes, Holdings holdings, Testimony testimony, Turns turns, Bodies bodies) {
        this.omes = omes;
        this.holdings = holdings;
        this.testimony = testimony;
        this.turns = turns;
        this.bodies = bodies;
    }

    public List<Ome> list() {
        return omes.all();
    }

    public Whole get(@Header("id") long id) {
        return new Whole(omes.byId(id), holdings.of(id));
    }

    public Made add(@Body String body, @Header(Headers.WHO) String who) {
        Ome ome = omes.add(bodies.read(body, Omes.Wanted.class), who);
        return new Made("/omes/" + ome.id(), ome);
    }

    public Ome edit(@Header("id") long id, @Body String body, @Header(Headers.WHO) String who) {
        return omes.edit(id, bodies.read(body, Omes.Wanted.class), who);
    }

    public void remove(@Header("id") long id, @Header(Headers.WHO) String who) {
        omes.remove(id, who);
    }

    public Queued sync(@Header("id") long id) {
        Ome ome = omes.byId(id);
        Ring ring = turns.bell(Kind.OME, id)
                .map(bell -> Ring.now(Kind.OME, bell))
                .orElseThrow(() -> Refused.conflict("%s is not enabled.".formatted(ome.name())));
        return new Queued("/omes/" + id, ome, List.of(ring));
    }

    public Ome accept(@Header("id") long id, @Header(Headers.WHO) String who) {
        return omes.accept(id, who);
    }

    public List<Claim> sources(@Header("id") long hostId) {
        return testimony.of(hostId);
    }
}
