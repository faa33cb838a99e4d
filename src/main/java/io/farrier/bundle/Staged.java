package io.farrier.bundle;

import io.farrier.catalog.Received;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.springframework.util.FileSystemUtils;

/**
 * A bundle whose every byte is what its manifest says, on disk and not used yet.
 *
 * @param signer the name of the trusted key
 * @param received by entry; a file that the store had already was compared, and is not in the folder
 */
record Staged(Path folder, BundleManifest manifest, String signer, Map<String, Received> received)
        implements AutoCloseable {

    Path path(BundleManifest.Entry entry) {
        return path(folder, entry);
    }

    static Path path(Path folder, BundleManifest.Entry entry) {
        return folder.resolve(entry.sha256());
    }

    @Override
    public void close() throws IOException {
        FileSystemUtils.deleteRecursively(folder);
    }
}
