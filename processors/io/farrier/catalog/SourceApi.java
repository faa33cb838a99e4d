package io.farrier.catalog;

import io.farrier.bell.Queued;
import io.farrier.bell.Ring;
import io.farrier.hub.Bodies;
import io.farrier.hub.Headers;
import io.farrier.hub.Made;
import java.time.Instant;
import java.util.List;
import org.apache.camel.Body;
import org.apache.camel.Header;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** The API's operations on the configured sources, and the clock that starts their syncs. */
@Component("sourceApi")
class SourceApi {

    private static final Logger log = LoggerFactory.getLogger(SourceApi.class);

    private final Sources sources;
    private final Syncs syncs;
    private final Bodies bodies;

    SourceApi(Sources sources, Syncs syncs, Bodies bodies) {
        this.sources = sources;
        this.syncs = syncs;
        this.bodies = bodies;
    }

    public List<CatalogSource> list() {
        return sources.all();
    }

    public CatalogSource get(@Header("id") long id) {
        return sources.byId(id);
    }

    public Made add(@Body String body, @Header(Headers.WHO) String who) {
        CatalogSource source = sources.add(bodies.read(body, Sources.Wanted.class), who);
        return new Made("/catalogs/sources/" + source.id(), source);
    }

    public CatalogSource edit(@Header("id") long id, @Body String body, @Header(Headers.WHO) String who) {
        return sources.edit(id, bodies.read(body, Sources.Wanted.class), who);
    }

    public String remove(@Header("id") long id, @Header(Headers.WHO) String who) {
        sources.remove(id, who);
        return "done";
    }

    public Queued sync(@Header("id") long id, @Header(Headers.WHO) String who) {
        Syncs.Requested requested = sources.sync(id, who);
        return new Queued(
                "/catalogs/syncs/" + requested.id(),
                syncs.find(requested.id()).orElseThrow(),
                List.of(requested.ring()));
    }

    /** The bells of the syncs that the schedules want by now. */
    public List<Ring> due() {
        List<Ring> rings = sources.due(Instant.now());
        if (!rings.isEmpty()) {
            log.info("{} catalog sources are due", rings.size());
        }
        return rings;
    }
}
