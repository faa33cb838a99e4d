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
                    .formatted(shown(written), e.getReason()));
        }
        if (address.getUserInfo() != null) {
            throw Refused.invalid("A catalog's address must hold no user name or password: it is stored"
                    + " and shown. Serve the catalog from a mirror that asks for none.");
        }
        if (address.getRawQuery() != null) {
            throw Refused.invalid("A catalog's address must have no part after a ?, since such a part often holds a"
                    + " key (SAS, signature) and the address is stored and shown: " + shown(written)
                    + ". Serve the catalog from a mirror that asks for none.");
        }
        boolean web = isWeb(address) && address.getHost() != null;
        boolean file = "file".equalsIgnoreCase(address.getScheme())
                && address.getPath() != null
                && address.getPath().startsWith("/");
        if (!web && !file) {
            throw Refused.invalid("A catalog is synced from an address that begins with http://, https:// or"
                    + " file:/, not from: " + shown(written));
        }
        return address;
    }

    /** An address without what may be a secret in it: a user's name and password, a query. */
    static String shown(String written) {
        return written.strip().replaceFirst("[?].*", "?…").replaceFirst("//[^/@]*@", "//…@");
    }

    static boolean isWeb(URI address) {
        return "http".equalsIgnoreCase(address.getScheme()) || "https".equalsIgnoreCase(address.getScheme());
    }
}
