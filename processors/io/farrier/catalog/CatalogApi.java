package io.farrier.catalog;

import io.farrier.bell.Queued;
import io.farrier.hub.Bodies;
import io.farrier.hub.Headers;
import io.farrier.hub.Page;
import io.farrier.hub.Refused;
import java.io.IOException;
import java.util.List;
import org.apache.camel.Body;
import org.apache.camel.Header;
import org.springframework.stereotype.Component;

/** The API's operations on catalogs and their syncs. */
@Component("catalogApi")
class CatalogApi {

    record Asked(String source) {}

    record Why(String reason) {}

    private final Catalogs catalogs;
    private final Syncs syncs;
    private final Packages packages;
    private final Changes changes;
    private final Withdrawal withdrawal;
    private final Uploaded uploaded;
    private final Uploads uploads;
    private final Bodies bodies;

    CatalogApi(
            Catalogs catalogs,
            Syncs syncs,
            Packages packages,
            Changes changes,
            Withdrawal withdrawal,
            Uploaded uploaded,
            Uploads uploads,
            Bodies bodies) {
        this.catalogs = catalogs;
        this.syncs = syncs;
        this.packages = packages;
        this.changes = changes;
        this.withdrawal = withdrawal;
        this.uploaded = uploaded;
        this.uploads = uploads;
        this.bodies = bodies;
    }

    public List<Catalog> list() {
        return catalogs.all();
    }

    public Page<Sync> syncs(@Header("after") long after, @Header("limit") int limit) {
        return Page.of(syncs.latest(after, limit), limit, Sync::id);
    }

    public Sync sync(@Header("id") long id) {
        return syncs.find(id).orElseThrow(() -> Refused.unknown("There is no sync " + id + "."));
    }

    public Queued request(@Body String body, @Header(Headers.WHO) String who) {
        Syncs.Requested requested = syncs.request(bodies.read(body, Asked.class).source(), who);
        return new Queued("/catalogs/syncs/" + requested.id(), sync(requested.id()), List.of(requested.ring()));
    }

    /** What one catalog holds, in pages. */
    public Page<SoftwarePackage> packages(
            @Header("id") long id,
            @Header("after") long after,
            @Header("limit") int limit,
            @Header("sort") String sort) {
        known(id);
        return Page.of(packages.ofCatalog(id, after, limit, sort), limit, SoftwarePackage::id);
    }

    public PackageDetails details(@Header("id") long id) {
        return packages.details(id).orElseThrow(() -> Refused.unknown("There is no package " + id + "."));
    }

    /** What is new, gone and changed in a catalog since another one. */
    public Page<Change> changes(
            @Header("id") long id,
            @Header("since") long since,
            @Header("after") int after,
            @Header("limit") int limit) {
        known(id);
        known(since);
        return Page.of(changes.page(since, id, after, limit), limit, change -> after + limit);
    }

    /** Makes a superseded catalog current again. */
    public Catalog current(@Header("id") long id, @Body String body, @Header(Headers.WHO) String who) {
        String reason = body == null || body.isBlank()
                ? null
                : bodies.read(body, Why.class).reason();
        return withdrawal.to(id, reason, who);
    }

    /** What is on its way to this hub, and how far it is. */
    public List<Uploads.Coming> uploads() {
        return uploads.coming();
    }

    public String remove(@Header("id") long id, @Header(Headers.WHO) String who) throws IOException {
        uploaded.remove(id, who);
        return "done";
    }

    private void known(long id) {
        catalogs.find(id)
                .filter(catalog -> !catalog.state().equals("loading"))
                .orElseThrow(() -> Refused.unknown("There is no catalog " + id + ", or it is no longer kept."));
    }
}
