package io.farrier.catalog;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads a catalog's file into the database, beside the current one, some packages at a time: as many as were read while
 * those before them were stored.
 */
public final class Loading implements Contents {

    /** Rows of packages, devices and systems; the recorded catalog has 22 for each package. */
    private static final int FEWEST = 2_000;

    private static final int MOST = 10_000;

    private final Catalogs catalogs;
    private final String source;
    private final Download download;
    private final List<SoftwareComponent> batch = new ArrayList<>();
    private long catalogId;
    private int count;
    private int rows;
    private int forNobody;
    private String firstForNobody;

    private Loading(Catalogs catalogs, String source, Download download) {
        this.catalogs = catalogs;
        this.source = source;
        this.download = download;
    }

    /**
     * A catalog that is loaded and not yet current.
     *
     * @param forNobody how many of its packages name no system
     * @param first the file name of the first of these; null where there is none
     */
    public record Loaded(long catalogId, int packages, int forNobody, String first) {

        /** To be put behind what is said of the catalog; empty where all is for somebody. */
        String says() {
            return forNobody == 0
                    ? ""
                    : " %,d of them %s no system, and %s offered to no host, the first %s."
                            .formatted(
                                    forNobody, forNobody == 1 ? "names" : "name", forNobody == 1 ? "is" : "are", first);
        }
    }

    /** @throws CatalogRefused when it is none; what was loaded of it by then is no current catalog's */
    public static Loaded of(Catalogs catalogs, String source, Download download) throws IOException {
        Loading loading = new Loading(catalogs, source, download);
        try (InputStream in = Files.newInputStream(download.file())) {
            Ahead.read(in, Limits.DEFAULT, loading);
        }
        loading.flush();
        return new Loaded(loading.catalogId, loading.count, loading.forNobody, loading.firstForNobody);
    }

    @Override
    public void manifest(Manifest manifest) {
        catalogId = catalogs.begin(source, manifest, download);
    }

    @Override
    public void component(SoftwareComponent component) {
        batch.add(component);
        count++;
        rows += component.rows();
        if (component.systems().isEmpty()) {
            forNobody++;
            firstForNobody = firstForNobody == null ? component.fileName() : firstForNobody;
        }
        if (rows >= MOST) {
            flush();
        }
    }

    @Override
    public void pause() {
        if (rows >= FEWEST) {
            flush();
        }
    }

    private void flush() {
        if (!batch.isEmpty()) {
            catalogs.add(catalogId, batch);
            batch.clear();
            rows = 0;
        }
    }
}
