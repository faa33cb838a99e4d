package io.farrier.catalog;

import java.io.IOException;

/** What the status of a file server's answer means for who wanted the file. */
final class Answered {

    private Answered() {}

    /**
     * Returns when the file is in the answer.
     *
     * @throws CatalogRefused when asking again would bring the same
     * @throws IOException when asking again may help
     */
    static void check(int code, String elsewhere) throws IOException {
        if (code == 200) {
            return;
        }
        if (code >= 300 && code < 400) {
            throw new CatalogRefused("The server sends us on to %s. Use that address."
                    .formatted(elsewhere == null ? "nowhere" : Source.shown(elsewhere)));
        }
        if (code == 408 || code == 429 || code >= 500) {
            throw new IOException("The server answered %d.".formatted(code));
        }
        throw new CatalogRefused(
                switch (code) {
                    case 401, 403 ->
                        "The server answered %d: it wants a login, or forbids it. Use a mirror that does not."
                                .formatted(code);
                    case 404, 410 -> "There is no such file there (%d). Check the address.".formatted(code);
                    default -> "The server answered %d, not with a file. Check the address.".formatted(code);
                });
    }
}
