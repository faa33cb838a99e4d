package io.farrier.catalog;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.util.Arrays;

/**
 * A package for Linux: a shell script, {@code #####Startofpackage#####}, its package.xml, {@code #####Startofarchive#####},
 * an archive. The script speaks of both markers before, so that the last ones count (recorded: ESM_Firmware_9WH0P, at
 * 41,791 and 51,749).
 */
final class MarkedScript {

    private static final String PACKAGE = "#####Startofpackage#####\n";
    private static final String ARCHIVE = "#####Startofarchive#####";

    /** The script and the XML are within this, or it is none: the archive behind them may have gigabytes. */
    private static final int HEAD = 16 << 20;

    private MarkedScript() {}

    static byte[] packageXml(FileChannel file, int largest) throws IOException {
        byte[] head = Slice.of(file, 0, (int) Math.min(HEAD, file.size()));
        int start = Slice.last(head, PACKAGE, 0);
        int end = start < 0 ? -1 : Slice.last(head, ARCHIVE, start);
        if (end < 0) {
            throw new CatalogRefused(
                    "It is a shell script without the markers of a Dell Update Package in its first %,d bytes;"
                                    .formatted(head.length)
                            + " or it is truncated.");
        }
        int from = start + PACKAGE.length();
        if (end - from > largest) {
            throw new CatalogRefused("Its package.xml is longer than %,d bytes, which none is.".formatted(largest));
        }
        return Arrays.copyOfRange(head, from, end);
    }
}
