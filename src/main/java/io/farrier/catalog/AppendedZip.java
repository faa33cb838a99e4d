package io.farrier.catalog;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;
import java.util.zip.ZipException;

/**
 * The ZIP behind a Windows program. The JDK does not read it: a certificate may follow the ZIP, and its offsets may count
 * from where the ZIP begins. One small entry is read, and its size is bounded before and while it is unpacked.
 */
final class AppendedZip {

    private static final int END = 0x06054b50;
    private static final int ENTRY = 0x02014b50;
    private static final int LOCAL = 0x04034b50;
    private static final int END_SIZE = 22;
    private static final int ENTRY_SIZE = 46;
    private static final int LOCAL_SIZE = 30;
    private static final int STORED = 0;
    private static final int DEFLATED = 8;

    /** How far from the file's end the ZIP's may be: a comment of 64 KB, and a certificate, which has some ten. */
    private static final int TAIL = 1 << 20;

    private static final int LARGEST_DIRECTORY = 16 << 20;

    private final FileChannel file;
    private final int largest;

    /** @param largest bytes of an entry, unpacked */
    AppendedZip(FileChannel file, int largest) {
        this.file = file;
        this.largest = largest;
    }

    /** @throws CatalogRefused when there is no such ZIP or entry, or it is damaged */
    byte[] read(String name) throws IOException {
        try {
            return find(name);
        } catch (EOFException | ZipException e) {
            throw new CatalogRefused("The ZIP within it is damaged or truncated. Download the package again.", e);
        }
    }

    private byte[] find(String name) throws IOException {
        int length = (int) Math.min(TAIL, file.size());
        long tailAt = file.size() - length;
        ByteBuffer tail = little(Slice.of(file, tailAt, length));
        for (int at = length - END_SIZE; at >= 0; at--) {
            if (tail.getInt(at) == END) {
                long size = tail.getInt(at + 12) & 0xffffffffL;
                long offset = tail.getInt(at + 16) & 0xffffffffL;
                // Wherever the offsets count from: the directory ends where its end record begins.
                long base = tailAt + at - size - offset;
                if (base >= 0 && size <= LARGEST_DIRECTORY) {
                    return entry(name, little(Slice.of(file, base + offset, (int) size)), base);
                }
            }
        }
        throw new CatalogRefused(
                "It is a Windows program without a ZIP, so no Dell Update Package; or it is truncated.");
    }

    private byte[] entry(String name, ByteBuffer directory, long base) throws IOException {
        for (int at = 0; at + ENTRY_SIZE <= directory.limit(); ) {
            if (directory.getInt(at) != ENTRY) {
                throw new ZipException();
            }
            int nameLength = directory.getShort(at + 28) & 0xffff;
            int next = at
                    + ENTRY_SIZE
                    + nameLength
                    + (directory.getShort(at + 30) & 0xffff)
                    + (directory.getShort(at + 32) & 0xffff);
            if (next > directory.limit()) {
                throw new ZipException();
            }
            String found = new String(directory.array(), at + ENTRY_SIZE, nameLength, StandardCharsets.UTF_8);
            if (found.equalsIgnoreCase(name)) {
                return content(directory, at, base);
            }
            at = next;
        }
        throw new CatalogRefused("Its ZIP holds no %s, so it is no Dell Update Package.".formatted(name));
    }

    private byte[] content(ByteBuffer directory, int at, long base) throws IOException {
        int method = directory.getShort(at + 10) & 0xffff;
        int crc = directory.getInt(at + 16);
        long packed = directory.getInt(at + 20) & 0xffffffffL;
        long unpacked = directory.getInt(at + 24) & 0xffffffffL;
        if (packed > largest || unpacked > largest) {
            throw new CatalogRefused("Its package.xml is longer than %,d bytes, which none is.".formatted(largest));
        }
        long local = base + (directory.getInt(at + 42) & 0xffffffffL);
        ByteBuffer header = little(Slice.of(file, local, LOCAL_SIZE));
        if (header.getInt(0) != LOCAL) {
            throw new ZipException();
        }
        long from = local + LOCAL_SIZE + (header.getShort(26) & 0xffff) + (header.getShort(28) & 0xffff);
        byte[] bytes = Slice.of(file, from, (int) packed);
        byte[] content =
                switch (method) {
                    case STORED -> bytes;
                    case DEFLATED -> inflated(bytes, (int) unpacked);
                    default ->
                        throw new CatalogRefused(
                                "Its package.xml is packed in a way that is not known here (%d).".formatted(method));
                };
        CRC32 sum = new CRC32();
        sum.update(content);
        if (content.length != unpacked || (int) sum.getValue() != crc) {
            throw new ZipException();
        }
        return content;
    }

    /** One byte more than it says, so that more is found out. */
    private static byte[] inflated(byte[] bytes, int size) throws IOException {
        try (var in = new InflaterInputStream(new ByteArrayInputStream(bytes), new Inflater(true))) {
            return in.readNBytes(size + 1);
        }
    }

    private static ByteBuffer little(byte[] bytes) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }
}
