package io.farrier.catalog;

import io.farrier.bell.Queued;
import io.farrier.hub.Bodies;
import io.farrier.hub.Headers;
import io.farrier.hub.Refused;
import java.util.List;
import org.apache.camel.Body;
import org.apache.camel.Header;
import org.springframework.stereotype.Component;

/** The API's operations on catalogs and their syncs. */
@Component("catalogApi")
class CatalogApi {

    record Asked(String source) {}

    private final Catalogs catalogs;
    private final Syncs syncs;
    private final Bodies bodies;

    CatalogApi(Catalogs catalogs, Syncs syncs, Bodies bodies) {
        this.catalogs = catalogs;
        this.syncs = syncs;
        this.bodies = bodies;
    }

    public List<Catalog> list() {
        return catalogs.all();
    }

    public List<Sync> syncs(@Header("limit") int limit) {
        return syncs.latest(limit);
    }

    public Sync sync(@Header("id") long id) {
        return syncs.find(id).orElseThrow(() -> Refused.unknown("There is no sync " + id + "."));
    }

    public Queued request(@Body String body, @Header(Headers.WHO) String who) {
        Syncs.Requested requested = syncs.request(bodies.read(body, Asked.class).source(), who);
        return new Queued("/catalogs/syncs/" + requested.id(), sync(requested.id()), List.of(requested.ring()));
    }
}
