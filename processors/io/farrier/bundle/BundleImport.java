package io.farrier.bundle;

import io.farrier.catalog.Loading;
import io.farrier.hub.Headers;
import io.farrier.hub.Refused;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.concurrent.Semaphore;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.apache.camel.Header;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** The stations of an import, one bundle at a time on a hub: verified on disk, loaded beside, then current at once. */
@Component("bundleImport")
class BundleImport {

    private static final Logger log = LoggerFactory.getLogger(BundleImport.class);
    private static final String STAGED = "farrierStaged";
    private static final String LOADED = "farrierLoaded";
    private static final String ADDED = "farrierAdded";
    private static final String IMPORTED = "farrierImported";

    private final BundleReader reader;
    private final Imports imports;
    private final Semaphore one = new Semaphore(1);

    BundleImport(BundleReader reader, Imports imports) {
        this.reader = reader;
        this.imports = imports;
    }

    public void enter() {
        if (!one.tryAcquire()) {
            throw Refused.conflict("Another bundle is being imported. Wait until it is through.");
        }
    }

    public void leave(Exchange exchange) throws IOException {
        one.release();
        Staged staged = exchange.getProperty(STAGED, Staged.class);
        if (staged != null) {
            staged.close();
        }
    }

    public void stage(Exchange exchange, @Body InputStream bundle) throws IOException {
        exchange.setProperty(STAGED, reader.read(bundle));
    }

    public void load(Exchange exchange, @ExchangeProperty(STAGED) Staged staged) throws IOException {
        exchange.setProperty(LOADED, imports.load(staged));
    }

    public void keep(Exchange exchange, @ExchangeProperty(STAGED) Staged staged) throws IOException {
        exchange.setProperty(ADDED, imports.keep(staged));
    }

    public void complete(
            Exchange exchange,
            @ExchangeProperty(STAGED) Staged staged,
            @ExchangeProperty(LOADED) List<Loading.Loaded> loaded,
            @ExchangeProperty(ADDED) int added,
            @Header(Headers.WHO) String who) {
        exchange.setProperty(IMPORTED, imports.complete(staged, loaded, added, who));
    }

    /** The bundle is in, whatever became of the comparison; that is made again after the next sync or inventory. */
    public void uncompared(@ExchangeProperty(Exchange.EXCEPTION_CAUGHT) Exception why) {
        log.error("the fleet could not be compared with what a bundle brought", why);
    }

    public Imports.Imported done(@ExchangeProperty(IMPORTED) Imports.Imported imported) {
        return imported;
    }

    /** Whatever was loaded is dropped, the ledger says why, and who asked is told. */
    public void refused(
            Exchange exchange,
            @ExchangeProperty(Exchange.EXCEPTION_CAUGHT) Exception why,
            @Header(Headers.WHO) String who)
            throws Exception {
        Staged staged = exchange.getProperty(STAGED, Staged.class);
        if (staged != null) {
            imports.drop(staged);
        }
        imports.refused(
                why instanceof Refused
                        ? why.getMessage()
                        : "A bundle could not be imported, and nothing of it is used; the hub's log tells more.",
                who);
        throw why;
    }
}
