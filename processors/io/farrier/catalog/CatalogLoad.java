package io.farrier.catalog;

import io.farrier.bell.Turn;
import io.farrier.bell.Turns;
import io.farrier.hub.Headers;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.camel.Body;
import org.apache.camel.ExchangeProperty;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/** Reads a downloaded catalog into the database, beside the current one. */
@Component("catalogLoad")
class CatalogLoad {

    private static final int BATCH = 100;

    private final Catalogs catalogs;
    private final Turns turns;
    private final Duration lease;

    CatalogLoad(Catalogs catalogs, Turns turns, @Value("${farrier.catalog.lease}") Duration lease) {
        this.catalogs = catalogs;
        this.turns = turns;
        this.lease = lease;
    }

    /** A catalog that is loaded and not yet current. */
    record Loaded(long catalogId, int packages) {}

    public Loaded load(
            @Body Download download,
            @ExchangeProperty(Headers.TURN) Turn turn,
            @ExchangeProperty(CatalogSync.SYNC) Sync sync)
            throws IOException {
        turns.extend(turn, lease);
        Loading loading = new Loading(sync.source(), download);
        try (InputStream in = Files.newInputStream(download.file())) {
            CatalogReader.read(in, Limits.DEFAULT, loading);
        }
        loading.flush();
        return new Loaded(loading.catalogId, loading.count);
    }

    private final class Loading implements Contents {

        private final String source;
        private final Download download;
        private final List<SoftwareComponent> batch = new ArrayList<>(BATCH);
        private long catalogId;
        private int count;

        Loading(String source, Download download) {
            this.source = source;
            this.download = download;
        }

        @Override
        public void manifest(Manifest manifest) {
            catalogId = catalogs.begin(source, manifest, download);
        }

        @Override
        public void component(SoftwareComponent component) {
            batch.add(component);
            count++;
            if (batch.size() == BATCH) {
                flush();
            }
        }

        private void flush() {
            if (!batch.isEmpty()) {
                catalogs.add(catalogId, batch);
                batch.clear();
            }
        }
    }
}
