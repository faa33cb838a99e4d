package io.farrier.bundle;

import io.farrier.catalog.Artifact;
import io.farrier.catalog.Artifacts;
import io.farrier.catalog.Catalog;
import io.farrier.catalog.Catalogs;
import io.farrier.catalog.Originals;
import io.farrier.catalog.Packages;
import io.farrier.catalog.Received;
import io.farrier.catalog.SoftwarePackage;
import io.farrier.files.Selected;
import io.farrier.files.Selection;
import io.farrier.hub.Life;
import io.farrier.hub.Refused;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/** What a bundle is to hold: catalogs of this hub, and of the files that a selection means those that are here. */
@Component
class Bundles {

    private static final int NAMED = 3;

    private final Catalogs catalogs;
    private final Originals originals;
    private final Packages packages;
    private final Selected selected;
    private final Artifacts artifacts;
    private final Life life;

    Bundles(
            Catalogs catalogs,
            Originals originals,
            Packages packages,
            Selected selected,
            Artifacts artifacts,
            Life life) {
        this.catalogs = catalogs;
        this.originals = originals;
        this.packages = packages;
        this.selected = selected;
        this.artifacts = artifacts;
        this.life = life;
    }

    /**
     * What was asked for.
     *
     * @param catalogs their ids; null or empty: the current ones
     * @param selection of files; null: the catalogs alone
     * @param missing refuse or leave-out: what to do about files that this hub does not have
     */
    record Asked(List<Long> catalogs, Selection selection, String missing) {}

    /** @throws Refused when a catalog or a file that is to go into it is not here */
    BundleWriter.Draft draft(Asked asked, String who) throws IOException {
        boolean leaveOut = "leave-out".equals(asked.missing());
        if (asked.missing() != null && !leaveOut && !asked.missing().equals("refuse")) {
            throw Refused.invalid("missing is refuse or leave-out, not %s.".formatted(asked.missing()));
        }
        List<Catalog> chosen = chosen(asked.catalogs());
        Map<String, Path> paths = new HashMap<>();
        Map<String, BundleManifest.CatalogEntry> entries = new LinkedHashMap<>();
        for (Catalog catalog : chosen) {
            BundleManifest.CatalogEntry entry = entry(catalog, paths);
            entries.putIfAbsent(entry.entry(), entry);
        }
        List<BundleManifest.FileEntry> files =
                asked.selection() == null ? List.of() : files(asked.selection(), chosen, leaveOut, paths);
        BundleManifest manifest = new BundleManifest(
                BundleManifest.FORMAT,
                Instant.now().truncatedTo(ChronoUnit.SECONDS),
                who,
                life.node(),
                List.copyOf(entries.values()),
                files);
        return new BundleWriter.Draft(manifest, paths);
    }

    private List<Catalog> chosen(List<Long> ids) {
        List<Catalog> chosen = new ArrayList<>();
        if (ids == null || ids.isEmpty()) {
            chosen.addAll(catalogs.current());
        } else {
            for (Long id : ids) {
                chosen.add(catalogs.find(id)
                        .filter(catalog -> !catalog.state().equals("loading"))
                        .orElseThrow(() -> Refused.unknown("There is no catalog " + id + ".")));
            }
        }
        if (chosen.isEmpty()) {
            throw Refused.conflict("No catalog has been synced yet, so there is nothing to export.");
        }
        return chosen;
    }

    private BundleManifest.CatalogEntry entry(Catalog catalog, Map<String, Path> paths) throws IOException {
        Path original = originals
                .of(catalog)
                .orElseThrow(() -> Refused.conflict(
                        ("The catalog %s was not kept as its vendor wrote it. Sync it again, and" + " it will be.")
                                .formatted(catalog.title())));
        String entry = "catalogs/" + catalog.sha256() + ".xml.gz";
        paths.put(entry, original);
        Received whole;
        try (InputStream in = Files.newInputStream(original)) {
            whole = Received.to(OutputStream.nullOutputStream(), in, Long.MAX_VALUE);
        }
        String source = catalog.bundled() ? catalog.source().substring(Catalog.BUNDLE.length()) : catalog.source();
        return new BundleManifest.CatalogEntry(
                entry, whole.size(), whole.sha256(), source, catalog.version(), catalog.releaseId(), catalog.sha256());
    }

    private List<BundleManifest.FileEntry> files(
            Selection selection, List<Catalog> chosen, boolean leaveOut, Map<String, Path> paths) {
        Map<String, BundleManifest.FileEntry> files = new LinkedHashMap<>();
        List<SoftwarePackage> missing = new ArrayList<>();
        List<SoftwarePackage> wanted =
                packages
                        .byIds(selected.of(
                                selection, chosen.stream().map(Catalog::id).toList()))
                        .values()
                        .stream()
                        .sorted(Comparator.comparingLong(SoftwarePackage::id))
                        .toList();
        for (SoftwarePackage one : wanted) {
            Optional<Artifact> here = artifacts.find(one);
            here.ifPresentOrElse(
                    artifact -> {
                        String entry = "files/" + artifact.sha256();
                        paths.put(entry, artifacts.file(artifact.sha256()).orElseThrow());
                        files.putIfAbsent(
                                entry,
                                new BundleManifest.FileEntry(
                                        entry, artifact.size(), artifact.sha256(), artifact.fileName()));
                    },
                    () -> missing.add(one));
        }
        if (!missing.isEmpty() && !leaveOut) {
            throw Refused.conflict(
                    ("%,d of the %,d files are not in this hub's store: %s. Bring them first with a mirror of the"
                                    + " same selection (POST /api/v1/mirrors), or say \"missing\": \"leave-out\".")
                            .formatted(missing.size(), wanted.size(), named(missing)));
        }
        return List.copyOf(files.values());
    }

    private static String named(List<SoftwarePackage> missing) {
        String names =
                missing.stream().limit(NAMED).map(SoftwarePackage::fileName).collect(Collectors.joining(", "));
        return missing.size() > NAMED ? names + " and others" : names;
    }
}
