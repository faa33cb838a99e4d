package io.farrier.bundle;

import io.farrier.hub.Refused;

/** What there is to say about a bundle that is not taken. */
final class Bundle {

    private Bundle() {}

    /** @param why goes on after "The bundle is refused, and nothing of it is used: " */
    static Refused refused(String why) {
        return new Refused("bundle-refused", 422, "The bundle is refused, and nothing of it is used: " + why);
    }
}
