package io.farrier.lab.net;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A multipart/form-data body's parts in their order. */
public final class Multipart {
    /**
     * One part.
     *
     * @param fileName null where the part is no file, or has no name
     * @param content null where it is a file
     * @param file where a file's content lies; whoever wants it longer than the request takes it away from there
     */
    public record Part(String name, String fileName, byte[] content, Path file) {
        void discard() {
            try {
                if (file != null) {
                    Files.deleteIfExists(file);
                }
            } catch (IOException leftBehind) {
                file.toFile().deleteOnExit();
            }
        }
    }

    private Multipart() {}

    static boolean is(String contentType) {
        return contentType != null && contentType.startsWith("multipart/form-data");
    }

    /** @throws IllegalArgumentException where the body is no such thing */
    public static List<Part> parts(Request request) {
        if (request.parts().isEmpty() || !is(request.header("Content-Type").orElse(null))) {
            throw new IllegalArgumentException(
                    "not multipart/form-data: " + request.header("Content-Type").orElse(""));
        }
        return request.parts();
    }
}
