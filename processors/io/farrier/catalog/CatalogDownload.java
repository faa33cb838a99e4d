package io.farrier.catalog;

import io.farrier.hub.Headers;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.apache.camel.Message;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/** Brings a catalog's file here, if it is another one than the current. */
@Component("catalogDownload")
class CatalogDownload {

    private final Catalogs catalogs;
    private final Originals originals;
    private final Path folder;

    CatalogDownload(Catalogs catalogs, Originals originals, @Value("${farrier.data}") Path data) {
        this.catalogs = catalogs;
        this.originals = originals;
        this.folder = data.resolve("catalogs");
    }

    /** Answers as a web server would, for a source that is a file. */
    public void open(Message message) throws IOException {
        Path file = Path.of(URI.create(message.getHeader(Exchange.HTTP_URI, String.class)));
        message.removeHeaders("*");
        if (!Files.isRegularFile(file)) {
            message.setHeader(Exchange.HTTP_RESPONSE_CODE, 404);
            return;
        }
        message.setHeader(Exchange.HTTP_RESPONSE_CODE, 200);
        message.setBody(Files.newInputStream(file));
    }

    /** Sets the next action, load or unchanged, and as the body the download; there is none after a 304. */
    public void keep(Message message, @ExchangeProperty(CatalogSync.SYNC) Sync sync) throws IOException {
        int code = message.getHeader(Exchange.HTTP_RESPONSE_CODE, Integer.class);
        String etag = message.getHeader("ETag", String.class);
        String lastModified = message.getHeader("Last-Modified", String.class);
        String elsewhere = message.getHeader("Location", String.class);
        message.removeHeaders("*");
        Optional<Catalog> current = catalogs.current(sync.source());
        if (code == 304 && current.isPresent()) {
            message.setBody(null);
            message.setHeader(Headers.ACTION, "unchanged");
            return;
        }
        Answered.check(code, elsewhere);
        Download download = save(message.getBody(InputStream.class), sync, etag, lastModified);
        message.setBody(download);
        boolean same =
                current.isPresent() && download.sha256().equals(current.get().sha256());
        if (same) {
            originals.keep(download.file(), download.sha256());
        }
        message.setHeader(Headers.ACTION, same ? "unchanged" : "load");
    }

    /** Whatever came of it, the file is not needed any more. */
    public void forget(@ExchangeProperty(CatalogSync.SYNC) Sync sync) throws IOException {
        Files.deleteIfExists(file(sync));
    }

    private Download save(InputStream body, Sync sync, String etag, String lastModified) throws IOException {
        if (body == null) {
            throw new CatalogRefused("The answer holds no file.");
        }
        Files.createDirectories(folder);
        long limit = Limits.DEFAULT.packed();
        long bytes = 0;
        MessageDigest sha256 = sha256();
        try (InputStream in = new DigestInputStream(body, sha256);
                OutputStream out = Files.newOutputStream(file(sync))) {
            byte[] buffer = new byte[1 << 16];
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                bytes += n;
                if (bytes > limit) {
                    throw new CatalogRefused(
                            "The file is larger than a catalog can be: more than %,d bytes.".formatted(limit));
                }
                out.write(buffer, 0, n);
            }
        }
        return new Download(file(sync), HexFormat.of().formatHex(sha256.digest()), bytes, etag, lastModified);
    }

    private Path file(Sync sync) {
        return folder.resolve("sync-" + sync.id() + ".download");
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
