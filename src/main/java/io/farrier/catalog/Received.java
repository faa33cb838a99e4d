package io.farrier.catalog;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * What came in, written to disk as it came.
 *
 * @param sha256 of what was read, lower-case hex; md5 likewise
 * @param size in bytes; more than the limit when there was more to come
 */
public record Received(String sha256, String md5, long size) {

    private static final int BUFFER = 1 << 16;

    /** Reads to the end, or until more than the limit has come; the file is new, and forced to disk. */
    public static Received to(Path file, InputStream content, long limit) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
                OutputStream out = Channels.newOutputStream(channel)) {
            Received received = to(out, content, limit);
            channel.force(true);
            return received;
        }
    }

    /** Reads likewise; whoever only wants to know what it is gives a stream that goes nowhere. */
    public static Received to(OutputStream out, InputStream content, long limit) throws IOException {
        MessageDigest sha256 = digest("SHA-256");
        MessageDigest md5 = digest("MD5");
        long size = 0;
        byte[] buffer = new byte[BUFFER];
        for (int n = content.read(buffer); n >= 0; n = content.read(buffer)) {
            sha256.update(buffer, 0, n);
            md5.update(buffer, 0, n);
            out.write(buffer, 0, n);
            size += n;
            if (size > limit) {
                break;
            }
        }
        return new Received(hex(sha256), hex(md5), size);
    }

    private static MessageDigest digest(String algorithm) {
        try {
            return MessageDigest.getInstance(algorithm);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String hex(MessageDigest digest) {
        return HexFormat.of().formatHex(digest.digest());
    }
}
