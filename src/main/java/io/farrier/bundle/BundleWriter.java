package io.farrier.bundle;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.farrier.catalog.Received;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.springframework.stereotype.Component;

/** Writes a bundle as it is read: its manifest first, so that who reads it knows before each entry what it must be. */
@Component
class BundleWriter {

    private final ObjectMapper json;
    private final BundleKeys keys;

    BundleWriter(ObjectMapper json, BundleKeys keys) {
        this.json = json;
        this.keys = keys;
    }

    /**
     * A bundle that can be written.
     *
     * @param paths where each entry's content is, by the entry's name
     */
    record Draft(BundleManifest manifest, Map<String, Path> paths) {}

    /** @throws IOException also when a file is no longer what the manifest says; then what was written has no end */
    void write(Draft draft, OutputStream out) throws IOException {
        byte[] manifest = json.writerWithDefaultPrettyPrinter().writeValueAsBytes(draft.manifest());
        // Not closed when something fails, since that would give it an end.
        ZipOutputStream zip = new ZipOutputStream(out);
        put(zip, BundleManifest.NAME, manifest);
        put(zip, BundleManifest.SIGNATURE, keys.sign(manifest));
        zip.setLevel(Deflater.NO_COMPRESSION);
        for (BundleManifest.Entry entry : draft.manifest().entries().toList()) {
            zip.putNextEntry(new ZipEntry(entry.entry()));
            try (InputStream in = Files.newInputStream(draft.paths().get(entry.entry()))) {
                Received written = Received.to(zip, in, entry.size());
                if (!written.sha256().equals(entry.sha256())) {
                    throw new IOException(("%s on this hub's disk is not what it was when it was stored. Delete it, or"
                                    + " quarantine it, and have it fetched again.")
                            .formatted(entry.entry()));
                }
            }
            zip.closeEntry();
        }
        zip.finish();
        zip.flush();
    }

    private static void put(ZipOutputStream zip, String name, byte[] content) throws IOException {
        zip.putNextEntry(new ZipEntry(name));
        zip.write(content);
        zip.closeEntry();
    }
}
