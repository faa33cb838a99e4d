package io.farrier.lab.ipmi;

import io.farrier.lab.device.Device;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** The inventory of the system's one field-replaceable unit (Platform Management FRU 1.0): the product's serial is the service tag. */
final class Fru {
    private static final int ENGLISH = 25;
    private static final int END = 0xc1;
    private static final int HEADER = 8;

    private Fru() {}

    static byte[] of(Device device) {
        String model = device.model().model();
        String tag = device.plate().tag().tag();
        // Minutes since 1996, three bytes: no date.
        byte[] board = area(new byte[] {0, 0, 0}, "DELL", model, "CN" + tag + "0LAB", "0LAB00A00", "");
        byte[] product = area(new byte[0], "DELL", model, "", "", tag, "", "");
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        byte[] header = {1, 0, 0, HEADER / 8, (byte) ((HEADER + board.length) / 8), 0, 0, 0};
        header[7] = checksum(header);
        all.writeBytes(header);
        all.writeBytes(board);
        all.writeBytes(product);
        return all.toByteArray();
    }

    /** Version, length in eights, language, what stands before the fields, the fields, an end and a checksum. */
    private static byte[] area(byte[] before, String... fields) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.write(1);
        bytes.write(0);
        bytes.write(ENGLISH);
        bytes.writeBytes(before);
        for (String field : fields) {
            byte[] text = field.getBytes(StandardCharsets.ISO_8859_1);
            // Eight-bit text; what has no characters is no text.
            bytes.write(text.length == 0 ? 0 : 0xc0 | text.length);
            bytes.writeBytes(text);
        }
        bytes.write(END);
        while (bytes.size() % 8 != 7) {
            bytes.write(0);
        }
        bytes.write(0);
        byte[] area = bytes.toByteArray();
        area[1] = (byte) (area.length / 8);
        area[area.length - 1] = checksum(area);
        return area;
    }

    private static byte checksum(byte[] bytes) {
        byte sum = 0;
        for (byte b : bytes) {
            sum += b;
        }
        return (byte) -sum;
    }
}
