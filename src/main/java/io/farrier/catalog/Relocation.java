package io.farrier.catalog;

import java.io.BufferedOutputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.SequenceInputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/**
 * A catalog as its vendor wrote it, but for where its packages are: a device that reads it asks there, and not past the hub
 * (PROTOCOLS 1.7, RED006). Only the manifest's own tag is looked into; all after it goes through as it is, in its own encoding.
 */
final class Relocation {

    /** The tag of the recorded catalogs ends within the first kilobyte. */
    private static final int HEAD = 1 << 18;

    /** What may stand before it, and the tag. */
    private static final Pattern MANIFEST =
            Pattern.compile("\\A\\uFEFF?(?:\u00EF\u00BB\u00BF)?(?:\\s++|<\\?[^>]*+>|<!--(?s:.*?)-->)*+"
                    + "<(?:\\w++:)?Manifest((?:[^<>\"']++|\"[^\"]*+\"|'[^']*+')*+)>");

    private static final Pattern BASE =
            Pattern.compile("\\s+baseLocation(?:AccessProtocols)?\\s*=\\s*(?:\"[^\"]*\"|'[^']*')");

    private Relocation() {}

    /**
     * Streams it, gzipped as it came.
     *
     * @param original gzipped
     * @param location host, port and path where its packages are, without a scheme
     * @param protocol HTTP or HTTPS
     * @throws IOException also where it does not begin as a catalog does
     */
    static void of(InputStream original, OutputStream out, String location, String protocol) throws IOException {
        try (InputStream in = new GZIPInputStream(original, 1 << 16);
                OutputStream gzip = new GZIPOutputStream(new BufferedOutputStream(out, 1 << 16), 1 << 13)) {
            byte[] head = in.readNBytes(HEAD);
            Charset charset = charset(head);
            int unit = charset == StandardCharsets.ISO_8859_1 ? 1 : 2;
            Matcher manifest = MANIFEST.matcher(new String(head, 0, head.length - head.length % unit, charset));
            if (!manifest.find()) {
                throw new IOException("the original of a catalog does not begin with its manifest");
            }
            String said = BASE.matcher(manifest.group(1)).replaceAll("");
            String tag = " baseLocation=\"%s\" baseLocationAccessProtocols=\"%s\"".formatted(location, protocol) + said;
            gzip.write(head, 0, manifest.start(1) * unit);
            gzip.write(tag.getBytes(charset));
            int from = manifest.end(1) * unit;
            new SequenceInputStream(new ByteArrayInputStream(head, from, head.length - from), in).transferTo(gzip);
        }
    }

    /** UTF-16 by how it begins; anything else keeps its bytes when it is taken for Latin-1, and its tags are ASCII. */
    private static Charset charset(byte[] head) {
        int first = head.length < 2 ? 0 : (head[0] & 0xff) << 8 | head[1] & 0xff;
        return switch (first) {
            case 0xFFFE, 0x3C00 -> StandardCharsets.UTF_16LE;
            case 0xFEFF, 0x003C -> StandardCharsets.UTF_16BE;
            default -> StandardCharsets.ISO_8859_1;
        };
    }
}
