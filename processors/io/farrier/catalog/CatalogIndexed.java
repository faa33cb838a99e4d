package io.farrier.catalog;

import io.farrier.bell.Ring;
import io.farrier.bell.Turn;
import io.farrier.hub.Headers;
import io.farrier.hub.Refused;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.apache.camel.Header;
import org.apache.camel.Message;
import org.springframework.stereotype.Component;

/** Reads a downloaded index, and asks for a sync of each catalog in it that its source chooses. */
@Component("catalogIndexed")
class CatalogIndexed {

    /** Exchange property: the source whose index is listed. */
    private static final String SOURCE = "catalogSource";

    private final Sources sources;
    private final Syncs syncs;

    CatalogIndexed(Sources sources, Syncs syncs) {
        this.sources = sources;
        this.syncs = syncs;
    }

    /** The request for the index of a configured source. Nothing else is fetched on somebody's word. */
    public void ask(Exchange exchange, @Header("id") long id) {
        CatalogSource source = sources.byId(id);
        if (!source.kind().equals(CatalogSource.INDEX)) {
            throw Refused.conflict("The source %s is a %s, which lists no catalogs; only an index does."
                    .formatted(source.name(), source.kind()));
        }
        Message message = exchange.getMessage();
        exchange.setProperty(SOURCE, source);
        message.removeHeaders("*");
        message.setBody(null);
        message.setHeader(Exchange.HTTP_URI, source.address());
        message.setHeader(Exchange.HTTP_METHOD, "GET");
    }

    /** What the index lists, read under the limits of a sync. */
    public IndexListing list(Message message, @ExchangeProperty(SOURCE) CatalogSource source) throws IOException {
        int code = message.getHeader(Exchange.HTTP_RESPONSE_CODE, Integer.class);
        String location = message.getHeader("Location", String.class);
        message.removeHeaders("*");
        try (InputStream in = message.getBody(InputStream.class)) {
            message.setBody(null);
            Answered.check(code, location);
            if (in == null) {
                throw new CatalogRefused("The answer holds no file.");
            }
            return IndexListing.of(source, IndexReader.read(in));
        }
    }

    /** Whatever kept the index from being read, with its address. It is thrown by {@link #told}, outside of the route's doTry. */
    public Refused unread(
            @ExchangeProperty(Exchange.EXCEPTION_CAUGHT) Exception why,
            @ExchangeProperty(SOURCE) CatalogSource source) {
        return new Refused(
                "index-unread",
                502,
                "The index at %s can't be read: %s".formatted(source.address(), Problem.sentence(why)));
    }

    public Object told(@Body Object listed) {
        if (listed instanceof Refused refused) {
            throw refused;
        }
        return listed;
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
