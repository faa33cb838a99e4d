package io.farrier.window;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.farrier.hub.Bodies;
import io.farrier.hub.Headers;
import io.farrier.hub.Made;
import io.farrier.hub.Page;
import java.util.List;
import org.apache.camel.Body;
import org.apache.camel.Header;
import org.springframework.stereotype.Component;

/** The API's operations on blackouts. */
@Component("blackoutApi")
class BlackoutApi {

    /**
     * @param hosts that it closes now
     * @param notes what is allowed, and perhaps not meant
     */
    record Shown(@JsonUnwrapped Blackout blackout, long hosts, List<String> notes) {}

    private final Blackouts blackouts;
    private final Bodies bodies;

    BlackoutApi(Blackouts blackouts, Bodies bodies) {
        this.blackouts = blackouts;
        this.bodies = bodies;
    }

    public Page<Blackout> list(@Header("sort") String sort, @Header("after") long after, @Header("limit") int limit) {
        return Page.of(blackouts.page(sort, after, limit), limit, Blackout::id);
    }

    public Shown get(@Header("id") long id) {
        return shown(blackouts.byId(id));
    }

    public Made add(@Body String body, @Header(Headers.WHO) String who) {
        Blackout blackout = blackouts.add(bodies.read(body, Blackout.Draft.class), who);
        return new Made("/blackouts/" + blackout.id(), shown(blackout));
    }

    public Shown change(@Header("id") long id, @Body String body, @Header(Headers.WHO) String who) {
        return shown(blackouts.change(id, bodies.read(body, Blackout.Draft.class), who));
    }

    private Shown shown(Blackout blackout) {
        return new Shown(blackout, blackouts.hosts(blackout), blackouts.notes(blackout));
    }

    public void remove(@Header("id") long id, @Header(Headers.WHO) String who) {
        blackouts.remove(id, who);
    }
}
