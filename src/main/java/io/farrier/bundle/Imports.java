package io.farrier.bundle;

import io.farrier.catalog.Artifacts;
import io.farrier.catalog.Catalog;
import io.farrier.catalog.CatalogRefused;
import io.farrier.catalog.Catalogs;
import io.farrier.catalog.Download;
import io.farrier.catalog.Limits;
import io.farrier.catalog.Loading;
import io.farrier.catalog.Originals;
import io.farrier.catalog.Received;
import io.farrier.ledger.Entry;
import io.farrier.ledger.Ledger;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** Brings what a verified bundle holds into this hub: its catalogs beside the current ones, its files, then all at once. */
@Component
class Imports {

    private final Catalogs catalogs;
    private final Originals originals;
    private final Artifacts artifacts;
    private final Ledger ledger;
    private final Duration keep;

    Imports(
            Catalogs catalogs,
            Originals originals,
            Artifacts artifacts,
            Ledger ledger,
            @Value("${farrier.catalog.keep}") Duration keep) {
        this.catalogs = catalogs;
        this.originals = originals;
        this.artifacts = artifacts;
        this.ledger = ledger;
        this.keep = keep;
    }

    /**
     * A bundle that was imported.
     *
     * @param signer the name of the trusted key
     * @param catalogs their titles
     * @param files how many it held; {@code added} of them this hub did not have
     */
    record Imported(
            String node,
            String signer,
            Instant madeAt,
            String madeBy,
            List<String> catalogs,
            int files,
            int added,
            long bytes) {}

    /** Reads its catalogs in, beside those that are current. */
    List<Loading.Loaded> load(Staged staged) throws IOException {
        List<Loading.Loaded> loaded = new ArrayList<>();
        for (BundleManifest.CatalogEntry entry : staged.manifest().catalogs()) {
            Path file = staged.path(entry);
            if (entry.size() > Limits.DEFAULT.packed()) {
                throw Bundle.refused("its catalog from %s is larger than a catalog can be.".formatted(entry.source()));
            }
            verify(entry, file);
            String source = source(entry);
            Optional<Catalog> current = catalogs.current(source);
            if (current.isPresent() && entry.original().equals(current.get().sha256())) {
                continue;
            }
            try {
                loaded.add(
                        Loading.of(catalogs, source, new Download(file, entry.original(), entry.size(), null, null)));
            } catch (CatalogRefused e) {
                throw Bundle.refused("its catalog from %s can't be read: %s".formatted(entry.source(), e.getMessage()));
            }
            notOlder(loaded.getLast(), current);
        }
        return loaded;
    }

    /** The manifest says what the vendor's file was; that it is this one can be told. */
    private static void verify(BundleManifest.CatalogEntry entry, Path file) throws IOException {
        if (entry.original().equals(entry.sha256())) {
            return;
        }
        try (InputStream plain = new GZIPInputStream(Files.newInputStream(file))) {
            Received received = Received.to(OutputStream.nullOutputStream(), plain, Limits.DEFAULT.unpacked());
            if (received.sha256().equals(entry.original())) {
                return;
            }
        }
        throw Bundle.refused("its catalog from %s is not the file whose SHA-256 it names.".formatted(entry.source()));
    }

    /** An old bundle is validly signed too; that it was mistaken for the new one is likelier than that it was meant. */
    private void notOlder(Loading.Loaded loaded, Optional<Catalog> current) {
        Catalog brought = catalogs.find(loaded.catalogId()).orElseThrow();
        Instant now = current.map(Catalog::dateTime).orElse(null);
        if (now != null && brought.dateTime() != null && brought.dateTime().isBefore(now)) {
            throw Bundle.refused("its catalog %s of %s is older than %s of %s, which is current here."
                    .formatted(
                            brought.title(), brought.dateTime(), current.get().title(), now));
        }
    }

    /**
     * Takes its files into the store, where each stays by itself: it is what its name says. What a person has quarantined
     * here stays quarantined. Returns how many are new.
     */
    int keep(Staged staged) throws IOException {
        int added = 0;
        for (BundleManifest.FileEntry entry : staged.manifest().files()) {
            Path file = staged.path(entry);
            if (Files.exists(file) && !artifacts.barred(entry.sha256())) {
                artifacts.keep(
                        file,
                        staged.received().get(entry.entry()),
                        entry.fileName(),
                        Catalog.BUNDLE + staged.manifest().node());
                added++;
            }
        }
        for (BundleManifest.CatalogEntry entry : staged.manifest().catalogs()) {
            originals.keep(staged.path(entry), entry.original());
        }
        return added;
    }

    /** From now on its catalogs are current, all of them or none. */
    @Transactional
    public Imported complete(Staged staged, List<Loading.Loaded> loaded, int added, String who) {
        BundleManifest manifest = staged.manifest();
        for (Loading.Loaded one : loaded) {
            catalogs.activate(catalogs.find(one.catalogId()).orElseThrow(), one.packages(), keep);
        }
        List<String> titles = manifest.catalogs().stream()
                .map(entry -> catalogs.current(source(entry)).orElseThrow().title())
                .toList();
        Imported imported = new Imported(
                manifest.node(),
                staged.signer(),
                manifest.madeAt(),
                manifest.madeBy(),
                titles,
                manifest.files().size(),
                added,
                manifest.bytes());
        ledger.append(Entry.of(
                        "bundle",
                        "bundle.imported",
                        ("A bundle signed by %s was imported: %s, %,d files, of which %,d" + " are new.")
                                .formatted(
                                        staged.signer(),
                                        titles.isEmpty() ? "no catalog" : "catalog " + String.join(", ", titles),
                                        imported.files(),
                                        added))
                .by(who)
                .with(imported));
        return imported;
    }

    /** Nothing of it became current; what was loaded is dropped. */
    void drop(Staged staged) {
        staged.manifest().catalogs().forEach(entry -> catalogs.drop(source(entry)));
    }

    void refused(String reason, String who) {
        ledger.append(Entry.of("bundle", "bundle.refused", reason).by(who));
    }

    void exported(BundleManifest manifest, String who) {
        ledger.append(Entry.of(
                        "bundle",
                        "bundle.exported",
                        "A bundle was exported: %,d catalogs, %,d files, %,d bytes."
                                .formatted(
                                        manifest.catalogs().size(),
                                        manifest.files().size(),
                                        manifest.bytes()))
                .by(who)
                .with(Map.of(
                        "catalogs",
                        manifest.catalogs(),
                        "files",
                        manifest.files().size())));
    }

    void brokenOff(IOException why, String who) {
        ledger.append(Entry.of("bundle", "bundle.broken-off", "An export was broken off: " + why.getMessage())
                .by(who));
    }

    private static String source(BundleManifest.CatalogEntry entry) {
        return Catalog.BUNDLE + entry.source();
    }
}
