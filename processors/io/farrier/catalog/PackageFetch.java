package io.farrier.catalog;

import io.farrier.hub.Refused;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.apache.camel.Message;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/** Brings the file of a package into the store: once, however many runs want it. */
@Component("packageFetch")
class PackageFetch {

    private static final String WANTED = "packageWanted";
    private static final String ADDRESS = "packageAddress";
    private static final int PATIENCE_MINUTES = 20;

    private final Packages packages;
    private final Catalogs catalogs;
    private final Artifacts artifacts;
    private final Sources sources;
    private final String root;
    private final boolean trusted;

    /** One permit for each file that may be downloaded now; files that share one wait for each other, which is rare. */
    private final Semaphore[] downloads =
            IntStream.range(0, 256).mapToObj(i -> new Semaphore(1)).toArray(Semaphore[]::new);

    PackageFetch(
            Packages packages,
            Catalogs catalogs,
            Artifacts artifacts,
            Sources sources,
            @Value("${farrier.catalog.package-root}") String root,
            @Value("${farrier.catalog.trust-base-location}") boolean trusted) {
        this.packages = packages;
        this.catalogs = catalogs;
        this.artifacts = artifacts;
        this.sources = sources;
        this.root = root;
        this.trusted = trusted;
    }

    /** Looks up what is wanted; refuses what could not be verified if it came. */
    public void find(@Body Fetch fetch, Exchange exchange) {
        SoftwarePackage wanted = packages.byId(fetch.packageId())
                .orElseThrow(() -> Refused.unknown(
                        "Package %d is in no catalog any more. Make the plan anew.".formatted(fetch.packageId())));
        if (wanted.md5() == null && wanted.sha256() == null) {
            throw new Refused(
                    "package-refused",
                    422,
                    "The catalog has no checksum for %s, so its file can't be verified. Use a catalog that has one."
                            .formatted(wanted.fileName()));
        }
        exchange.setProperty(WANTED, wanted);
    }

    /** Waits while somebody else on this hub downloads the same file. */
    public void enter(@ExchangeProperty(WANTED) SoftwarePackage wanted) throws IOException, InterruptedException {
        if (!permit(wanted).tryAcquire(PATIENCE_MINUTES, TimeUnit.MINUTES)) {
            throw new IOException("%s is still being downloaded by another run after %d minutes."
                    .formatted(wanted.fileName(), PATIENCE_MINUTES));
        }
    }

    public void leave(@ExchangeProperty(WANTED) SoftwarePackage wanted) {
        permit(wanted).release();
    }

    /** The body is the artifact if the store has it, else null. */
    public void stored(Message message, @ExchangeProperty(WANTED) SoftwarePackage wanted) {
        message.setBody(artifacts.find(wanted).orElse(null));
        if (message.getBody() == null) {
            artifacts.barred(wanted).ifPresent(why -> {
                throw new Refused("package-refused", 422, why);
            });
        }
    }

    public void ask(Exchange exchange, @ExchangeProperty(WANTED) SoftwarePackage wanted) throws IOException {
        Catalog catalog = catalogs.find(wanted.catalogId()).orElseThrow();
        String root = sources.packageRoot(catalog.source()).orElse(this.root);
        if (catalog.bundled() && root.isBlank()) {
            throw new Refused(
                    "package-refused",
                    422,
                    ("%s is not here: its catalog %s came in a bundle that did not hold this file. Import a bundle that"
                                    + " does, or set farrier.catalog.package-root to where the packages are.")
                            .formatted(wanted.fileName(), catalog.title()));
        }
        artifacts.room(wanted.fileName(), wanted.size() == null ? 0 : wanted.size());
        URI address = PackageAddress.of(wanted.path(), catalog.source(), catalog.baseLocation(), root, trusted);
        exchange.setProperty(ADDRESS, address.toString());
        Message message = exchange.getMessage();
        message.removeHeaders("*");
        message.setHeader(Exchange.HTTP_URI, address.toString());
        message.setHeader(Exchange.HTTP_METHOD, "GET");
    }

    public void store(
            Message message,
            @ExchangeProperty(WANTED) SoftwarePackage wanted,
            @ExchangeProperty(ADDRESS) String address)
            throws IOException {
        int code = message.getHeader(Exchange.HTTP_RESPONSE_CODE, Integer.class);
        String elsewhere = message.getHeader("Location", String.class);
        message.removeHeaders("*");
        try (InputStream content = message.getBody(InputStream.class)) {
            Answered.check(code, elsewhere);
            message.setBody(
                    artifacts.store(wanted, address, content == null ? InputStream.nullInputStream() : content));
        } catch (CatalogRefused e) {
            throw new Refused(
                    "package-refused",
                    422,
                    "Package %s can't be had from %s: %s".formatted(wanted.fileName(), address, e.getMessage()));
        }
    }

    private Semaphore permit(SoftwarePackage wanted) {
        String content = wanted.sha256() != null ? wanted.sha256() : wanted.md5();
        return downloads[Math.floorMod(content.hashCode(), downloads.length)];
    }
}
