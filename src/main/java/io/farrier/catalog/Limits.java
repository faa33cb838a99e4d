package io.farrier.catalog;

/**
 * How much of a catalog is believed. The largest recorded one is 1.2 MB, 23 MB unpacked (a ratio of 19), six elements
 * deep, and no child of its root is longer than half a megabyte.
 *
 * @param packed bytes of the file
 * @param unpacked bytes of the XML
 * @param ratio unpacked to packed bytes, looked at from the first megabyte on
 * @param item bytes of one child of the root; bounds what is in memory at a time
 * @param depth of elements
 * @param components in one catalog
 */
public record Limits(long packed, long unpacked, int ratio, long item, int depth, int components) {

    private static final long MIB = 1L << 20;

    public static final Limits DEFAULT = new Limits(256 * MIB, 1024 * MIB, 200, 16 * MIB, 32, 100_000);
}
