package io.farrier.catalog;

import io.farrier.hub.Refused;
import java.net.URI;
import java.net.URISyntaxException;

/** Where a catalog comes from: an http, https or file address. */
final class Source {

    private Source() {}

    /**
     * The address, if it is one that can be synced.
     *
     * @throws Refused with a sentence that says what to change
     */
    static URI parse(String written) {
        if (written == null || written.isBlank()) {
            throw Refused.invalid("A sync needs the address of a catalog, such as"
                    + " https://downloads.dell.com/catalog/Catalog.xml.gz.");
        }
        URI address;
        try {
            address = new URI(written.strip());
        } catch (URISyntaxException e) {
            throw Refused.invalid("This is no address of a catalog: %s (%s). Spaces are written as %%20."
                    .formatted(written.strip(), e.getReason()));
        }
        if (address.getUserInfo() != null) {
            throw Refused.invalid("A catalog's address must hold no user name or password: it is stored"
                    + " and shown. Serve the catalog from a mirror that asks for none.");
        }
        boolean web = isWeb(address) && address.getHost() != null;
        boolean file = "file".equalsIgnoreCase(address.getScheme())
                && address.getPath() != null
                && address.getPath().startsWith("/");
        if (!web && !file) {
            throw Refused.invalid("A catalog is synced from an address that begins with http://, https:// or"
                    + " file:/, not from: " + written.strip());
        }
        return address;
    }

    static boolean isWeb(URI address) {
        return "http".equalsIgnoreCase(address.getScheme()) || "https".equalsIgnoreCase(address.getScheme());
    }
}
