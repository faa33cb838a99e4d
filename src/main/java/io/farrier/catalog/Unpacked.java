package io.farrier.catalog;

import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.util.HexFormat;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * The XML of a catalog as a stream of bytes, whether it came gzipped or plain. Counts what passes, and refuses what
 * unpacks to more than is believed.
 */
final class Unpacked extends FilterInputStream {

    private static final int BUFFER = 1 << 16;
    private static final long RATIO_FROM = 1L << 20;

    private final Counted packed;
    private final Limits limits;
    private long count;
    private long itemFrom;
    private boolean ended;

    private Unpacked(InputStream xml, Counted packed, Limits limits) {
        super(xml);
        this.packed = packed;
        this.limits = limits;
    }

    static Unpacked of(InputStream bytes, Limits limits) throws IOException {
        Counted packed = new Counted(bytes);
        PushbackInputStream peek = new PushbackInputStream(packed, 4);
        byte[] head = head(peek);
        if (head.length == 0) {
            throw new CatalogRefused("The file is empty. Download it again.");
        }
        if (head.length > 1 && head[0] == (byte) 0x1f && head[1] == (byte) 0x8b) {
            try {
                peek = new PushbackInputStream(new GZIPInputStream(peek, BUFFER), 4);
                head = head(peek);
            } catch (EOFException e) {
                throw truncated(0);
            } catch (ZipException e) {
                throw damaged(e);
            }
        }
        if (!isXml(head)) {
            throw new CatalogRefused("It is neither gzip nor XML: it begins with the bytes "
                    + HexFormat.ofDelimiter(" ").formatHex(head)
                    + ". Give the address of a Dell catalog (Catalog.xml or Catalog.xml.gz).");
        }
        return new Unpacked(peek, packed, limits);
    }

    /** A new child of the root begins: what it may hold is counted from here. */
    void item() {
        itemFrom = count;
    }

    /** True once the last byte was asked for and there was none. */
    boolean ended() {
        return ended;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        int n = read(one, 0, 1);
        return n < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        int n;
        try {
            n = super.read(buffer, offset, length);
        } catch (EOFException e) {
            throw truncated(count);
        } catch (ZipException e) {
            throw damaged(e);
        }
        if (n < 0) {
            ended = true;
            return n;
        }
        count += n;
        check();
        return n;
    }

    @Override
    public boolean markSupported() {
        return false;
    }

    /** The parser closes what it has read to the end; who opened the bytes closes them. */
    @Override
    public void close() {}

    private void check() {
        if (packed.count > limits.packed() || count > limits.unpacked()) {
            throw new CatalogRefused(
                    "It is larger than a catalog can be: more than %,d bytes unpacked.".formatted(count - 1));
        }
        if (count > RATIO_FROM && count / Math.max(1, packed.count) > limits.ratio()) {
            throw new CatalogRefused(
                    "It unpacks to more than %d times its size, which no catalog does: it is refused as a bomb."
                            .formatted(limits.ratio()));
        }
        if (count - itemFrom > limits.item()) {
            throw new CatalogRefused(
                    "One element in it is longer than %,d bytes, which no catalog's is.".formatted(limits.item()));
        }
    }

    private static byte[] head(PushbackInputStream in) throws IOException {
        byte[] head = in.readNBytes(4);
        in.unread(head);
        return head;
    }

    private static boolean isXml(byte[] head) {
        int first = head.length > 0 ? head[0] & 0xff : -1;
        int second = head.length > 1 ? head[1] & 0xff : -1;
        return first == '<'
                || (first == 0xff && second == 0xfe)
                || (first == 0xfe && second == 0xff)
                || (first == 0xef && second == 0xbb);
    }

    private static CatalogRefused truncated(long count) {
        return new CatalogRefused(
                "It is truncated: the gzip data ends after %,d unpacked bytes. Download it again.".formatted(count));
    }

    private static CatalogRefused damaged(ZipException e) {
        return new CatalogRefused("Its gzip data is damaged (%s). Download it again.".formatted(e.getMessage()), e);
    }

    private static final class Counted extends FilterInputStream {

        private long count;

        Counted(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            int b = super.read();
            count += b < 0 ? 0 : 1;
            return b;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            int n = super.read(buffer, offset, length);
            count += Math.max(0, n);
            return n;
        }
    }
}
