package io.farrier.lab.ipmi;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The repository of sensor data records (IPMI 2.0, 33). It holds one, which says that there is a controller, and no sensor. */
final class Sdr {
    private static final int RESERVATION = 1;
    private static final int ID = 1;
    private static final int LAST = 0xffff;
    private static final int LOCATOR = 0x12;

    private Sdr() {}

    static Completion info() {
        return Completion.of(0x51, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x02);
    }

    static Completion reserve() {
        return Completion.of(RESERVATION, 0);
    }

    static Completion read(byte[] asked) {
        if (asked.length < 6) {
            return Completion.TOO_SHORT;
        }
        int id = ByteBuffer.wrap(asked).order(ByteOrder.LITTLE_ENDIAN).getShort(2) & 0xffff;
        byte[] record = locator();
        int offset = asked[4] & 0xff;
        if (id > ID && id != LAST) {
            return Completion.NOT_THERE;
        }
        if (offset >= record.length) {
            return Completion.OUT_OF_RANGE;
        }
        byte[] part = Arrays.copyOfRange(record, offset, Math.min(record.length, offset + (asked[5] & 0xff)));
        return new Completion(
                0,
                ByteBuffer.allocate(2 + part.length)
                        .putShort((short) LAST)
                        .put(part)
                        .array());
    }

    /** A management controller's (43.9): at 20h, what Get Device ID tells that it can do, no FRU of its own; its name. */
    private static byte[] locator() {
        byte[] name = "iDRAC".getBytes(StandardCharsets.US_ASCII);
        byte[] body = {0x20, 0, 0, (byte) 0xd7, 0, 0, 0, 0x07, 0x01, 0, (byte) (0xc0 | name.length)};
        return ByteBuffer.allocate(5 + body.length + name.length)
                .put(new byte[] {ID, 0, 0x51, LOCATOR, (byte) (body.length + name.length)})
                .put(body)
                .put(name)
                .array();
    }
}
