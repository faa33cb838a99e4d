package io.farrier.catalog;

import io.farrier.bell.Ring;
import io.farrier.bell.Turn;
import io.farrier.hub.Headers;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.apache.camel.Message;
import org.springframework.stereotype.Component;

/** Reads a downloaded index, and asks for a sync of each catalog in it that its source chooses. */
@Component("catalogIndexed")
class CatalogIndexed {

    private final Sources sources;
    private final Syncs syncs;

    CatalogIndexed(Sources sources, Syncs syncs) {
        this.sources = sources;
        this.syncs = syncs;
    }

    /** Leaves the bells to ring as a property: the route rings them once the turn is through. */
    public void choose(
            Exchange exchange, @ExchangeProperty(Headers.TURN) Turn turn, @ExchangeProperty(CatalogSync.SYNC) Sync sync)
            throws IOException {
        Message message = exchange.getMessage();
        if (sync.sourceId() == null) {
            throw new CatalogRefused("Its source was removed meanwhile.");
        }
        CatalogIndex index;
        try (InputStream in =
                Files.newInputStream(message.getBody(Download.class).file())) {
            index = IndexReader.read(in);
        }
        CatalogIndex.Selection selection =
                index.selected(sources.byId(sync.sourceId()).choice());
        if (selection.chosen().isEmpty()) {
            throw new CatalogRefused("The choice of its source means none of its catalogs that can be read; it has %s."
                    .formatted(index.groups().stream()
                            .map(group -> group.type() + " (" + group.name() + ")")
                            .limit(20)
                            .collect(Collectors.joining(", "))));
        }
        List<Ring> rings = syncs.chosen(turn, sync, selection);
        exchange.setProperty(CatalogSync.RINGS, rings);
    }
}
