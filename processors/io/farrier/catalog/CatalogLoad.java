package io.farrier.catalog;

import io.farrier.bell.Turn;
import io.farrier.bell.Turns;
import io.farrier.hub.Headers;
import java.io.IOException;
import java.time.Duration;
import org.apache.camel.Body;
import org.apache.camel.ExchangeProperty;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/** Reads a downloaded catalog into the database, beside the current one, and keeps it as its vendor wrote it. */
@Component("catalogLoad")
class CatalogLoad {

    private final Catalogs catalogs;
    private final Originals originals;
    private final Turns turns;
    private final Duration lease;

    CatalogLoad(
            Catalogs catalogs, Originals originals, Turns turns, @Value("${farrier.catalog.lease}") Duration lease) {
        this.catalogs = catalogs;
        this.originals = originals;
        this.turns = turns;
        this.lease = lease;
    }

    public Loading.Loaded load(
            @Body Download download,
            @ExchangeProperty(Headers.TURN) Turn turn,
            @ExchangeProperty(CatalogSync.SYNC) Sync sync)
            throws IOException {
        turns.extend(turn, lease);
        Loading.Loaded loaded = Loading.of(catalogs, sync.source(), download);
        originals.keep(download.file(), download.sha256());
        return loaded;
    }
}
