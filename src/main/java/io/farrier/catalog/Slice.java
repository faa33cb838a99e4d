package io.farrier.catalog;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;

/** Some bytes of a file, and where others are in them. */
final class Slice {

    private Slice() {}

    /** @throws EOFException when the file ends before */
    static byte[] of(FileChannel file, long from, int length) throws IOException {
        if (from < 0 || length < 0 || from + length > file.size()) {
            throw new EOFException();
        }
        ByteBuffer bytes = ByteBuffer.allocate(length);
        while (bytes.hasRemaining()) {
            if (file.read(bytes, from + bytes.position()) < 0) {
                throw new EOFException();
            }
        }
        return bytes.array();
    }

    /** Where the ASCII text is for the last time, at or after a place; -1: nowhere. */
    static int last(byte[] bytes, String ascii, int from) {
        byte[] text = ascii.getBytes(StandardCharsets.US_ASCII);
        for (int i = bytes.length - text.length; i >= from; i--) {
            if (matches(bytes, i, text)) {
                return i;
            }
        }
        return -1;
    }

    private static boolean matches(byte[] bytes, int at, byte[] text) {
        for (int i = 0; i < text.length; i++) {
            if (bytes[at + i] != text[i]) {
                return false;
            }
        }
        return true;
    }
}
