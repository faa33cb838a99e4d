package io.farrier.files;

import io.farrier.hub.Bodies;
import io.farrier.hub.Headers;
import io.farrier.hub.Page;
import java.io.IOException;
import org.apache.camel.Body;
import org.apache.camel.Header;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/** The API's operations on firmware files, and the clock that looks which of them nothing needs. */
@Component("fileApi")
class FileApi {

    record Why(String reason) {}

    record Sweep(Boolean dry) {}

    private final StoredFiles files;
    private final Retention retention;
    private final Bodies bodies;
    private final boolean acts;

    FileApi(
            StoredFiles files,
            Retention retention,
            Bodies bodies,
            @Value("${farrier.files.retention-acts}") boolean acts) {
        this.files = files;
        this.retention = retention;
        this.bodies = bodies;
        this.acts = acts;
    }

    public Page<StoredFile> list(
            @Header("after") String after,
            @Header("state") String state,
            @Header("name") String name,
            @Header("limit") int limit,
            @Header("sort") String sort) {
        return Page.of(files.page(after == null ? "" : after, state, name, limit, sort), limit, StoredFile::sha256);
    }

    public StoredFile get(@Header("sha256") String sha256) {
        return files.find(sha256);
    }

    public StoredFile quarantine(@Header("sha256") String sha256, @Body String body, @Header(Headers.WHO) String who)
            throws IOException {
        return files.quarantine(sha256, bodies.read(body, Why.class).reason(), who);
    }

    public StoredFile release(@Header("sha256") String sha256, @Body String body, @Header(Headers.WHO) String who)
            throws IOException {
        return files.release(sha256, bodies.read(body, Why.class).reason(), who);
    }

    public StoredFile pin(@Header("sha256") String sha256, @Body String body, @Header(Headers.WHO) String who)
            throws IOException {
        String reason = StoredFiles.said(bodies.read(body, Why.class).reason(), "Say why the file is to be kept.");
        return files.pin(sha256, reason, who);
    }

    public StoredFile unpin(@Header("sha256") String sha256, @Header(Headers.WHO) String who) throws IOException {
        return files.pin(sha256, null, who);
    }

    public String delete(@Header("sha256") String sha256, @Header(Headers.WHO) String who) throws IOException {
        files.delete(sha256, "asked for by the API.", who);
        return "done";
    }

    /** Deletes only where the body says {@code "dry": false}. */
    public Retention.Swept retention(@Body String body, @Header(Headers.WHO) String who) throws IOException {
        Boolean dry = bodies.read(body, Sweep.class).dry();
        return dry == null || dry ? retention.dry() : retention.act(who);
    }

    public void clock() throws IOException {
        if (acts) {
            retention.act("farrier");
        } else {
            retention.tidy();
            retention.tell();
        }
    }
}
