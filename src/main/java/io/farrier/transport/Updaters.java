package io.farrier.transport;

import java.util.List;

/** The transports as the routes are now, in the order in which they are tried. */
public interface Updaters {

    /** Those that can update a host at all. */
    List<String> updating();

    /** All. */
    List<String> transports();
}
