package io.farrier.lab.net;

import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A body that is one file, application/octet-stream, on its way to disk. */
record Whole(Path file, OutputStream out) {

    static boolean is(String contentType) {
        return contentType != null && contentType.startsWith("application/octet-stream");
    }

    static Whole begin() throws IOException {
        Path file = Files.createTempFile("lab-upload", ".part");
        return new Whole(file, Files.newOutputStream(file));
    }

    void take(ByteBuf content) throws IOException {
        content.readBytes(out, content.readableBytes());
    }

    Multipart.Part end() {
        try {
            out.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Multipart.Part("file", null, null, file);
    }
}
