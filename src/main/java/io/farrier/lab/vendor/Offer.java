package io.farrier.lab.vendor;

import io.farrier.lab.device.Models;
import io.farrier.lab.device.Part;
import java.util.List;

/**
 * A package that the vendor offers.
 *
 * @param type LW64 or LWXP, which an iDRAC takes, or LLXP, which it does not
 * @param path where it lies on the vendor's site, without a leading slash
 * @param systems the server models it is for
 * @param rebootRequired null: the catalog does not say, as real ones do not for a quarter of their packages
 */
record Offer(
        Part part,
        String version,
        String type,
        String release,
        String path,
        List<Models.Model> systems,
        String dateTime,
        String releaseDate,
        Boolean rebootRequired,
        byte[] bytes) {

    String fileName() {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    boolean windows() {
        return !type.equals("LLXP");
    }
}
