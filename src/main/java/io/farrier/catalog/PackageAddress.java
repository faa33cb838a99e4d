package io.farrier.catalog;

import io.farrier.hub.Refused;
import java.net.URI;
import java.net.URISyntaxException;

/**
 * Where a package's file is. Not where the catalog says, unless that is trusted: a mirror's catalog still names the
 * vendor's host, and the mirror would be passed by (FIELD B.7).
 */
final class PackageAddress {

    private PackageAddress() {}

    /**
     * @param source where the catalog was synced from
     * @param baseLocation what the catalog names; may be null
     * @param root where the packages are; empty: the top of the catalog's server, or the folder of a catalog's file
     * @param trusted whether the catalog's own base location goes before its source; the root goes before both
     */
    static URI of(String path, String source, String baseLocation, String root, boolean trusted) {
        if (source.equals(Catalog.UPLOADS)) {
            throw Refused.conflict(
                    "%s was uploaded to this hub, and its file is here no more. Upload it again.".formatted(path));
        }
        URI base = root.isBlank() ? base(Source.parse(source), trusted ? baseLocation : null) : folder(root);
        return base.resolve(relative(path));
    }

    /** Whether a path stays below where it starts: it becomes part of an address and of a file's name. */
    static boolean safe(String path) {
        boolean safe = !path.isEmpty() && path.chars().noneMatch(Character::isISOControl);
        for (String part : path.split("/", -1)) {
            safe &= !part.isBlank() && !part.equals(".") && !part.equals("..") && !part.contains(":");
        }
        return safe;
    }

    private static URI base(URI source, String baseLocation) {
        if (baseLocation != null && !baseLocation.isBlank()) {
            return folder(baseLocation.contains("://") ? baseLocation : "https://" + baseLocation);
        }
        return Source.isWeb(source) ? source.resolve("/") : source.resolve(".");
    }

    private static URI folder(String address) {
        return Source.parse(address.endsWith("/") ? address : address + "/");
    }

    private static String relative(String path) {
        try {
            return new URI(null, null, "/" + path, null).getRawPath().substring(1);
        } catch (URISyntaxException e) {
            throw Refused.invalid("The catalog names a package by a path that can't be asked for: " + path);
        }
    }
}
