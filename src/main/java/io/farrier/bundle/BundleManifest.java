package io.farrier.bundle;

import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What a bundle holds. It is the first entry of the bundle, its signature the second; then come the catalogs and the
 * files in just this order, and nothing else.
 *
 * @param format {@value #FORMAT}
 * @param node the hub that made it, for people; its key is what counts
 */
record BundleManifest(
        String format, Instant madeAt, String madeBy, String node, List<CatalogEntry> catalogs, List<FileEntry> files) {

    static final String FORMAT = "farrier-bundle-1";
    static final String NAME = "manifest.json";
    static final String SIGNATURE = "manifest.sig";

    /** Anything that comes in the bundle. */
    sealed interface Entry {
        String entry();

        long size();

        String sha256();
    }

    /**
     * A catalog as its vendor wrote it, gzipped.
     *
     * @param source where the hub that made the bundle had it from
     * @param original the SHA-256 of the file as it was downloaded there, gzipped or plain
     */
    record CatalogEntry(
            String entry, long size, String sha256, String source, String version, String releaseId, String original)
            implements Entry {}

    /** @param fileName the package's own */
    record FileEntry(String entry, long size, String sha256, String fileName) implements Entry {}

    Stream<Entry> entries() {
        return Stream.concat(catalogs.stream(), files.stream());
    }

    long bytes() {
        return entries().mapToLong(Entry::size).sum();
    }

    /** A sentence about what can't be right in it, whoever signed it; null: nothing. */
    String wrong() {
        if (!FORMAT.equals(format)) {
            return "its format is %s, and this hub reads %s. Bring both hubs to the same release."
                    .formatted(format, FORMAT);
        }
        if (catalogs == null || files == null || madeAt == null) {
            return "its manifest is not complete.";
        }
        Set<String> names = new HashSet<>();
        for (Entry entry : entries().toList()) {
            String name = name(entry);
            if (name == null || !name.equals(entry.entry())) {
                return "its manifest names an entry %s, which no bundle has.".formatted(entry.entry());
            }
            if (!names.add(name)) {
                return "its manifest names %s twice.".formatted(name);
            }
            if (entry.size() < 0) {
                return "its manifest gives %s a size below zero.".formatted(name);
            }
        }
        return null;
    }

    /** What the entry must be called, by its own hashes; null where these or the file's name are of no form. */
    private static String name(Entry entry) {
        if (!hash(entry.sha256())) {
            return null;
        }
        return switch (entry) {
            case CatalogEntry c ->
                hash(c.original()) && c.source() != null && !c.source().isBlank()
                        ? "catalogs/" + c.original() + ".xml.gz"
                        : null;
            case FileEntry f ->
                f.fileName() != null && f.fileName().matches("[^/\\\\\\p{Cntrl}]{1,255}")
                        ? "files/" + f.sha256()
                        : null;
        };
    }

    private static boolean hash(String text) {
        return text != null && text.matches("[0-9a-f]{64}");
    }
}
