package io.farrier.catalog;

import io.farrier.bell.Turn;
import io.farrier.hub.Headers;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.apache.camel.Message;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/**
 * Brings a catalog's file here, if it is another one than the current. What of it came stays here until the sync has ended,
 * so that a download that was cut goes on where it was.
 */
@Component("catalogDownload")
class CatalogDownload {

    private static final long TELL_EVERY = 1 << 20;

    private final Catalogs catalogs;
    private final Syncs syncs;
    private final Originals originals;
    private final Path folder;

    CatalogDownload(Catalogs catalogs, Syncs syncs, Originals originals, @Value("${farrier.data}") Path data) {
        this.catalogs = catalogs;
        this.syncs = syncs;
        this.originals = originals;
        this.folder = data.resolve("catalogs");
    }

    /** The request: for what is lacking of a file that has begun to come, or on condition that it has changed. */
    public void ask(Message message, @ExchangeProperty(CatalogSync.SYNC) Sync sync) throws IOException {
        message.setBody(null);
        message.setHeader(Exchange.HTTP_URI, sync.file());
        message.setHeader(Exchange.HTTP_METHOD, "GET");
        // A range counts in the bytes of the file; packed on the way, there would be others.
        message.setHeader("Accept-Encoding", "identity");
        long begun = begun(sync);
        if (begun > 0) {
            message.setHeader("Range", "bytes=" + begun + "-");
            message.setHeader("If-Range", sync.validator());
        } else if (sync.kind().equals(CatalogSource.CATALOG) && sync.address() == null) {
            // One whose original was not kept is asked for whole, and kept then.
            catalogs.current(sync.source())
                    .flatMap(current -> catalogs.seen(sync.source()))
                    .filter(seen -> originals.of(seen).isPresent())
                    .ifPresent(seen -> {
                        message.setHeader("If-None-Match", seen.etag());
                        message.setHeader("If-Modified-Since", seen.lastModified());
                    });
        }
    }

    /** Answers as a web server would, for a source that is a file. */
    public void open(Message message) throws IOException {
        Path file = Path.of(
                URI.create(message.getHeader(Exchange.HTTP_URI, String.class)).getPath());
        message.removeHeaders("*");
        if (!Files.isRegularFile(file)) {
            message.setHeader(Exchange.HTTP_RESPONSE_CODE, 404);
            return;
        }
        message.setHeader(Exchange.HTTP_RESPONSE_CODE, 200);
        message.setHeader("Content-Length", Files.size(file));
        message.setBody(Files.newInputStream(file));
    }

    /** Sets the next action, load, choose or unchanged, and as the body the download; there is none after a 304. */
    public void keep(
            Message message, @ExchangeProperty(Headers.TURN) Turn turn, @ExchangeProperty(CatalogSync.SYNC) Sync sync)
            throws IOException {
        int code = message.getHeader(Exchange.HTTP_RESPONSE_CODE, Integer.class);
        Map<String, String> said = new HashMap<>();
        for (String header : List.of("ETag", "Last-Modified", "Location", "Content-Length", "Content-Range")) {
            said.put(header, message.getHeader(header, String.class));
        }
        message.removeHeaders("*");
        try (InputStream body = message.getBody(InputStream.class)) {
            // Whoever comes after a failure must not find a stream that is closed.
            message.setBody(List.of());
            if (code == 304 && catalogs.current(sync.source()).isPresent()) {
                message.setHeader(Headers.ACTION, "unchanged");
                return;
            }
            if (code == 304) {
                throw new IOException("The server says that nothing has changed, but nothing of it is current here.");
            }
            long begun = code == 206 || code == 416 ? begun(sync) : 0;
            if (code == 416 || code == 206 && !continues(said.get("Content-Range"), begun)) {
                Files.deleteIfExists(file(sync));
                throw new IOException("The server does not go on where the download was cut; it begins anew.");
            }
            if (code != 206) {
                Answered.check(code, said.get("Location"));
            }
            if (body == null) {
                throw new CatalogRefused("The answer holds no file.");
            }
            save(body, turn, sync, begun, total(said.get("Content-Length"), begun), validator(said));
        }
        settle(message, sync, said.get("ETag"), said.get("Last-Modified"));
    }

    /** What is to be done with the file that is here whole. */
    void settle(Message message, Sync sync, String etag, String lastModified) throws IOException {
        Path file = file(sync);
        Received received;
        try (InputStream in = Files.newInputStream(file)) {
            received = Received.to(OutputStream.nullOutputStream(), in, Long.MAX_VALUE);
        }
        if (sync.md5() != null && !sync.md5().equals(received.md5())) {
            throw new CatalogRefused(
                    "Its checksum is not the one that the index names, so it is damaged, or another one.");
        }
        message.setBody(new Download(file, received.sha256(), received.size(), etag, lastModified));
        if (sync.kind().equals(CatalogSource.INDEX)) {
            message.setHeader(Headers.ACTION, "choose");
            return;
        }
        Optional<Catalog> current = catalogs.current(sync.source());
        boolean same = current.isPresent()
                && (received.sha256().equals(current.get().sha256())
                        || catalogs.seen(sync.source())
                                .filter(seen -> received.sha256().equals(seen.sha256()))
                                .isPresent());
        if (same) {
            originals.keep(file, received.sha256());
        }
        message.setHeader(Headers.ACTION, same ? "unchanged" : "load");
    }

    /** The files of syncs that have ended are not needed any more; what is begun waits for the next turn. */
    public void forget() throws IOException {
        if (!Files.isDirectory(folder)) {
            return;
        }
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "sync-*.download")) {
            for (Path file : files) {
                long id = Long.parseLong(file.getFileName().toString().replaceAll("\\D", ""));
                if (syncs.find(id).filter(Sync::running).isEmpty()) {
                    Files.deleteIfExists(file);
                }
            }
        }
    }

    /** Where the file of a sync is while it runs. */
    Path file(Sync sync) throws IOException {
        Files.createDirectories(folder);
        return folder.resolve("sync-" + sync.id() + ".download");
    }

    private long begun(Sync sync) throws IOException {
        return sync.validator() != null && Files.isRegularFile(file(sync)) ? Files.size(file(sync)) : 0;
    }

    private void save(InputStream in, Turn turn, Sync sync, long begun, Long total, String validator)
            throws IOException {
        long limit = Limits.DEFAULT.packed();
        long bytes = begun;
        long told = bytes;
        syncs.progress(turn, bytes, total, validator);
        try (OutputStream out = begun > 0
                ? Files.newOutputStream(file(sync), StandardOpenOption.APPEND)
                : Files.newOutputStream(file(sync))) {
            byte[] buffer = new byte[1 << 16];
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                bytes += n;
                if (bytes > limit) {
                    throw new CatalogRefused(
                            "The file is larger than a catalog can be: more than %,d bytes.".formatted(limit));
                }
                out.write(buffer, 0, n);
                if (bytes - told >= TELL_EVERY) {
                    syncs.progress(turn, bytes, total, validator);
                    told = bytes;
                }
            }
        } finally {
            syncs.progress(turn, bytes, total, validator);
        }
        if (total != null && bytes != total) {
            throw new IOException("The download ended after %,d of %,d bytes.".formatted(bytes, total));
        }
    }

    private static boolean continues(String range, long begun) {
        return begun > 0 && range != null && range.strip().startsWith("bytes " + begun + "-");
    }

    private static Long total(String length, long begun) {
        return length == null || !length.matches("\\d{1,15}") ? null : begun + Long.parseLong(length);
    }

    /** A weak ETag says nothing about bytes; where there is none, the date must do. */
    private static String validator(Map<String, String> said) {
        String etag = said.get("ETag");
        return etag != null && !etag.startsWith("W/") ? etag : said.get("Last-Modified");
    }
}
