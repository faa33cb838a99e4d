package io.farrier.lab.device;

import java.time.Instant;
import java.util.Map;

/**
 * An installed part.
 *
 * @param flashed the version that is really in the device
 * @param shown the version that the inventory shows; behind {@code flashed} until it is refreshed
 * @param previous the rollback image's version; null: none is kept
 * @param names for each FQDD the name that the inventory shows
 */
record Component(
        String part, String flashed, String shown, String previous, Instant installed, Map<String, String> names) {

    Component flashed(String version, boolean keepsPrevious, Instant now) {
        return new Component(part, version, shown, keepsPrevious ? flashed : previous, now, names);
    }

    Component refreshed() {
        return new Component(part, flashed, flashed, previous, installed, names);
    }
}
