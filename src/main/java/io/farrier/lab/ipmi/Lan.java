package io.farrier.lab.ipmi;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * An IPMI message as LAN carries it, request or response (IPMI 2.0, 13.8).
 *
 * @param from who asks: its slave address or software id
 * @param sequence of the request, with the asker's logical unit in its two lowest bits
 */
record Lan(int to, int function, int from, int sequence, int command, byte[] data) {
    private static final int SHORTEST = 7;

    /** @throws IllegalArgumentException where lengths or checksums are wrong */
    static Lan read(byte[] bytes) {
        if (bytes.length < SHORTEST || sum(bytes, 0, 3) != 0 || sum(bytes, 3, bytes.length) != 0) {
            throw new IllegalArgumentException("no IPMI message");
        }
        return new Lan(
                bytes[0] & 0xff,
                (bytes[1] & 0xff) >> 2,
                bytes[3] & 0xff,
                bytes[4] & 0xff,
                bytes[5] & 0xff,
                Arrays.copyOfRange(bytes, 6, bytes.length - 1));
    }

    byte[] answer(Completion completion) {
        byte[] said = completion.data();
        byte[] bytes = ByteBuffer.allocate(8 + said.length)
                .put((byte) from)
                .put((byte) ((function | 1) << 2))
                .put((byte) 0)
                .put((byte) to)
                .put((byte) sequence)
                .put((byte) command)
                .put((byte) completion.code())
                .put(said)
                .put((byte) 0)
                .array();
        bytes[2] = (byte) -sum(bytes, 0, 2);
        bytes[bytes.length - 1] = (byte) -sum(bytes, 3, bytes.length - 1);
        return bytes;
    }

    private static byte sum(byte[] bytes, int from, int to) {
        byte sum = 0;
        for (int i = from; i < to; i++) {
            sum += bytes[i];
        }
        return sum;
    }
}
