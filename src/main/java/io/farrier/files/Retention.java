package io.farrier.files;

import io.farrier.catalog.Catalogs;
import io.farrier.catalog.Originals;
import io.farrier.hub.Refused;
import io.farrier.ledger.Entry;
import io.farrier.ledger.Ledger;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;
import org.springframework.util.FileSystemUtils;

/** Deletes what nothing needs any more; looks again at each file when its turn comes, since that may have changed. */
@Component
public class Retention {

    private static final int MOST = 100_000;
    private static final Duration ABANDONED = Duration.ofDays(1);

    private final StoredFiles files;
    private final Catalogs catalogs;
    private final Originals originals;
    private final Ledger ledger;
    private final Path folder;
    private final Duration keep;

    Retention(
            StoredFiles files,
            Catalogs catalogs,
            Originals originals,
            Ledger ledger,
            @Value("${farrier.files.folder}") Path folder,
            @Value("${farrier.catalog.keep}") Duration keep) {
        this.files = files;
        this.catalogs = catalogs;
        this.keep = keep;
        this.originals = originals;
        this.ledger = ledger;
        this.folder = folder;
    }

    /**
     * What would go, or went.
     *
     * @param dry whether nothing was deleted
     */
    public record Swept(boolean dry, int count, long bytes, List<StoredFile> files) {}

    public Swept dry() {
        return swept(true, files.unneeded(MOST));
    }

    /** Tells the ledger what would go, where the hub is not to act by itself. */
    public Swept tell() {
        Swept swept = dry();
        if (swept.count() > 0) {
            ledger.append(Entry.of(
                            "files",
                            "files.unneeded",
                            ("%d files of %,d bytes are needed by nothing. Delete them with POST"
                                            + " /api/v1/files/retention, or let the hub do so: farrier.files.retention-acts.")
                                    .formatted(swept.count(), swept.bytes()))
                    .with(Map.of("files", swept.count(), "bytes", swept.bytes())));
        }
        return swept;
    }

    public Swept act(String who) throws IOException {
        List<StoredFile> gone = new ArrayList<>();
        for (StoredFile file : files.unneeded(MOST)) {
            try {
                files.delete(file.sha256(), "nothing needs it any more.", who);
                gone.add(file);
            } catch (Refused e) {
                // Somebody began to need it, or deleted it, a moment ago.
            }
        }
        tidy();
        return swept(false, gone);
    }

    /** Deletes what nobody can want: catalogs that were kept long enough, originals of those that are gone, and what a hub that died had begun to bring. */
    public void tidy() throws IOException {
        catalogs.forget(keep);
        originals.forget();
        if (!Files.isDirectory(folder)) {
            return;
        }
        Instant before = Instant.now().minus(ABANDONED);
        try (var begun = Files.newDirectoryStream(folder, "incoming-*")) {
            for (Path file : begun) {
                if (Files.getLastModifiedTime(file).toInstant().isBefore(before)) {
                    FileSystemUtils.deleteRecursively(file);
                }
            }
        }
    }

    private static Swept swept(boolean dry, List<StoredFile> files) {
        return new Swept(
                dry, files.size(), files.stream().mapToLong(StoredFile::size).sum(), files);
    }
}
