package io.farrier.run;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * How a package was, or is about to be, given to the device.
 *
 * @param transport the way of the last intent; of an open item the way that asked to wait, and is asked again
 * @param path the one-time path of that intent; null where the hub sent the package
 * @param sendable the device would take the package from the hub too, should it fail to fetch it
 * @param until the lease of that intent
 * @param jidsBefore the device's jobs that are no answer to it
 */
record Order(String transport, String path, boolean sendable, Instant until, List<String> jidsBefore) {

    static final Order NONE = new Order(null, null, false, null, List.of());

    /** The hub sent the package; the BMC had nothing to fetch. */
    boolean sent() {
        return path == null;
    }

    /** The device said no, and nothing of it is left but who said so. */
    Order waits() {
        return new Order(transport, null, false, null, List.of());
    }

    /** The request has ended without an answer, so it is not on its way any more. */
    Order over(Instant at) {
        return new Order(transport, path, sendable, until != null && until.isBefore(at) ? until : at, jidsBefore);
    }

    /** Its job ended for nothing. That job is no answer to what is ordered next. */
    Order after(String jid) {
        List<String> before = new ArrayList<>(jidsBefore);
        before.add(jid);
        return new Order(null, null, false, null, List.copyOf(before));
    }
}
