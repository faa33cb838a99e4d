package io.farrier.files;

import io.farrier.bell.Queued;
import io.farrier.bell.Ring;
import io.farrier.hub.Bodies;
import io.farrier.hub.Headers;
import io.farrier.hub.Made;
import io.farrier.hub.Page;
import io.farrier.hub.Refused;
import java.util.List;
import org.apache.camel.Body;
import org.apache.camel.Header;
import org.springframework.stereotype.Component;

/** The API's operations on mirrors. */
@Component("mirrorApi")
class MirrorApi {

    record Asked(String name, Selection selection, Boolean enabled) {}

    private final Mirrors mirrors;
    private final Bodies bodies;

    MirrorApi(Mirrors mirrors, Bodies bodies) {
        this.mirrors = mirrors;
        this.bodies = bodies;
    }

    public List<Mirror> list() {
        return mirrors.all();
    }

    public Mirror get(@Header("id") long id) {
        return mirrors.byId(id);
    }

    public Made put(@Body String body, @Header(Headers.WHO) String who) {
        Asked asked = bodies.read(body, Asked.class);
        if (asked.name() == null || asked.name().isBlank() || asked.selection() == null) {
            throw Refused.invalid("A mirror needs a name and a selection.");
        }
        boolean enabled = asked.enabled() == null || asked.enabled();
        Mirror mirror = mirrors.put(asked.name().strip(), asked.selection(), enabled, who);
        return new Made("/mirrors/" + mirror.id(), mirror);
    }

    public String remove(@Header("id") long id, @Header(Headers.WHO) String who) {
        mirrors.remove(id, who);
        return "done";
    }

    public Queued start(@Header("id") long id, @Header(Headers.WHO) String who) {
        Ring ring = mirrors.start(id, who);
        return new Queued("/mirrors/" + id, mirrors.byId(id), List.of(ring));
    }

    public Page<Mirrors.Missed> missed(@Header("id") long id, @Header("after") long after, @Header("limit") int limit) {
        mirrors.byId(id);
        return Page.of(mirrors.missed(id, after, limit), limit, Mirrors.Missed::packageId);
    }
}
