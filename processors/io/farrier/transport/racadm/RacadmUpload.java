package io.farrier.transport.racadm;

import io.farrier.transport.Failure;
import io.farrier.transport.FirmwareUpdateRequest.MultipartUpdate;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.io.entity.InputStreamEntity;

/**
 * A package that is sent by {@code putfile} (PROTOCOLS 3.1): its name of 32 bytes at most, filled with NUL, its length and flags of
 * four bytes each, little-endian, and its content, read from disk as it leaves. It belongs to the session that sent it.
 *
 * @param file in the hub's store, where its name is its hash
 * @param name for the device
 */
record RacadmUpload(Path file, String name, long size) {

    private static final int NAME = 32;
    private static final long LARGEST = 0xFFFF_FFFFL;

    /** @throws Failure where the protocol has no room for it; nothing has left then */
    static RacadmUpload of(MultipartUpdate sent) {
        if (sent.size() > LARGEST) {
            throw new Failure("mode", sent.fileName() + " is too large for RACADM, which sends 4 GB at most");
        }
        return new RacadmUpload(sent.file(), named(sent), sent.size());
    }

    /** The package's own name, or where that is too long as much of its hash, with its ending: a device goes by that. */
    private static String named(MultipartUpdate sent) {
        String own = sent.fileName();
        if (own.length() < NAME) {
            return own;
        }
        String ending = own.substring(own.lastIndexOf('.'));
        String hash = sent.file().getFileName().toString();
        return hash.substring(0, Math.min(hash.length(), 20)) + ending;
    }

    HttpEntity entity() throws IOException {
        ByteBuffer head = ByteBuffer.allocate(NAME + 8).order(ByteOrder.LITTLE_ENDIAN);
        head.put(name.getBytes(StandardCharsets.US_ASCII));
        head.putInt(NAME, (int) size);
        InputStream content =
                new SequenceInputStream(new ByteArrayInputStream(head.array()), Files.newInputStream(file));
        return new InputStreamEntity(content, NAME + 8 + size, ContentType.APPLICATION_OCTET_STREAM);
    }
}
