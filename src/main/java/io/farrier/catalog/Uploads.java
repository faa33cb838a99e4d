package io.farrier.catalog;

import io.farrier.hub.Refused;
import io.farrier.ledger.Entry;
import io.farrier.ledger.Ledger;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;
import org.springframework.util.unit.DataSize;

/**
 * The packages that people bring here. Each is in the store of files, and all of them are a catalog of this hub's own,
 * {@code uploads}, which is written anew with each.
 */
@Component
public class Uploads {

    private static final int LONGEST_NAME = 200;

    private final Artifacts artifacts;
    private final Catalogs catalogs;
    private final Originals originals;
    private final Ledger ledger;
    private final Duration keep;
    private final long largest;

    Uploads(
            Artifacts artifacts,
            Catalogs catalogs,
            Originals originals,
            Ledger ledger,
            @Value("${farrier.catalog.keep}") Duration keep,
            @Value("${farrier.files.largest}") DataSize largest) {
        this.artifacts = artifacts;
        this.catalogs = catalogs;
        this.originals = originals;
        this.ledger = ledger;
        this.keep = keep;
        this.largest = largest.toBytes();
    }

    /**
     * A package that was taken.
     *
     * @param catalogId the catalog {@code uploads} as it is now
     */
    public record Taken(String fileName, String name, String version, String sha256, long size, long catalogId) {}

    /**
     * Reads a package to its end and takes it, or refuses it and keeps nothing of it.
     *
     * @param length in bytes, as announced; -1 where it was not
     * @throws Refused when it is no package, or not one that could be used
     */
    public Taken take(String fileName, long length, InputStream content, String who) throws IOException {
        String name = checked(fileName);
        if (length > largest) {
            throw tooLarge(name);
        }
        artifacts.room(name, Math.max(0, length));
        Path incoming = artifacts.incoming();
        try {
            Received received = Received.to(incoming, content, largest);
            if (received.size() > largest) {
                throw tooLarge(name);
            }
            if (length >= 0 && received.size() != length) {
                throw refused(
                        name, "it ended after %,d of its %,d bytes. Send it again.".formatted(received.size(), length));
            }
            SoftwareComponent said;
            try {
                said = DupReader.read(incoming, name, received);
            } catch (CatalogRefused e) {
                throw refused(name, e.getMessage());
            }
            artifacts.keep(incoming, received, name, "uploaded by " + who);
            return artifacts.alone(Catalog.UPLOADS, () -> add(said, who));
        } finally {
            Files.deleteIfExists(incoming);
        }
    }

    /** The catalog of before with this package in it: written, read and made current in one transaction. */
    private Taken add(SoftwareComponent said, String who) throws IOException {
        Catalog former = catalogs.current(Catalog.UPLOADS).orElse(null);
        Map<String, SoftwareComponent> packages = former == null ? new TreeMap<>() : packages(former);
        SoftwareComponent same = packages.put(said.path(), said);
        if (same != null && same.sha256().equals(said.sha256())) {
            return taken(said, former.id());
        }
        Path written = artifacts.incoming();
        try {
            CatalogWriter.write(written, Catalog.UPLOADS, packages.values());
            Received received;
            try (InputStream in = Files.newInputStream(written)) {
                received = Received.to(OutputStream.nullOutputStream(), in, Long.MAX_VALUE);
            }
            Loading.Loaded loaded = Loading.of(
                    catalogs, Catalog.UPLOADS, new Download(written, received.sha256(), received.size(), null, null));
            originals.keep(written, received.sha256());
            catalogs.activate(catalogs.find(loaded.catalogId()).orElseThrow(), loaded.packages(), keep);
            ledger.append(Entry.of(
                            "catalog:" + loaded.catalogId(),
                            "catalog.uploaded",
                            "%s uploaded %s: %s, version %s, for %,d systems."
                                    .formatted(
                                            who,
                                            said.fileName(),
                                            said.name(),
                                            said.vendorVersion(),
                                            said.systems().size()))
                    .by(who)
                    .with(Map.of("file", said.fileName(), "sha256", said.sha256(), "size", said.size())));
            return taken(said, loaded.catalogId());
        } finally {
            Files.deleteIfExists(written);
        }
    }

    private Map<String, SoftwareComponent> packages(Catalog former) throws IOException {
        Path original = originals
                .of(former)
                .orElseThrow(() -> new IOException(
                        "The catalog of the uploads is gone from the folder of files; restore it from a backup."));
        Map<String, SoftwareComponent> packages = new TreeMap<>();
        try (InputStream in = Files.newInputStream(original)) {
            CatalogReader.read(in, Limits.DEFAULT, new Contents() {
                @Override
                public void manifest(Manifest manifest) {}

                @Override
                public void component(SoftwareComponent component) {
                    packages.put(component.path(), component);
                }
            });
        }
        return packages;
    }

    private static Taken taken(SoftwareComponent said, long catalogId) {
        return new Taken(said.fileName(), said.name(), said.vendorVersion(), said.sha256(), said.size(), catalogId);
    }

    private static String checked(String fileName) {
        String name = fileName == null ? "" : fileName.strip();
        String lower = name.toLowerCase(Locale.ROOT);
        boolean fits = PackageAddress.safe(name)
                && !name.contains("/")
                && !name.contains("\\")
                && name.length() <= LONGEST_NAME
                && (lower.endsWith(".exe") || lower.endsWith(".bin"));
        if (!fits) {
            throw Refused.invalid("A package is uploaded with its file's name, which ends with .EXE or .BIN and has no"
                    + " folder in it (?name=BIOS_7XR2N_WN64_2.19.0.EXE), not with: " + name);
        }
        return name;
    }

    private Refused tooLarge(String name) {
        return refused(name, "it is larger than %,d bytes (farrier.files.largest).".formatted(largest));
    }

    private static Refused refused(String name, String why) {
        return new Refused("package-refused", 422, "The package %s is refused: %s".formatted(name, why));
    }
}
