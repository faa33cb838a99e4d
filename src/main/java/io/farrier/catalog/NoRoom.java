package io.farrier.catalog;

import java.io.IOException;
import java.nio.file.Path;

/** The disk is too full for a file: it may have room later, when somebody has made some. */
public class NoRoom extends IOException {

    private static final long serialVersionUID = 1L;

    NoRoom(String what, long needed, Path folder, long free, long reserve) {
        super(("There is no room for %s: it needs %,d bytes, the disk of %s has %,d, and %,d are to stay free"
                        + " (farrier.files.reserve). Delete files that nobody needs (POST /api/v1/files/retention), or"
                        + " enlarge the disk.")
                .formatted(what, needed, folder, free, reserve));
    }
}
