package io.farrier.files;

import java.time.Instant;

/**
 * Files of the current catalogs that this hub is to have before anybody asks for them.
 *
 * @param enabled whether the clock starts it
 * @param state idle, running, completed or failed: how it stands since it was started last
 * @param reason why it failed, or what the last turn stumbled over
 * @param total files of its selection; {@code stored} of them are here, {@code failed} could not be had
 * @param bytes of all its files, as far as the catalog says; {@code bytesStored} of those that are here
 */
public record Mirror(
        long id,
        String name,
        Selection selection,
        boolean enabled,
        String state,
        String reason,
        int total,
        int stored,
        int failed,
        long bytes,
        long bytesStored,
        String createdBy,
        Instant createdAt,
        String requestedBy,
        Instant startedAt,
        Instant endedAt) {

    boolean running() {
        return state.equals("running");
    }
}
