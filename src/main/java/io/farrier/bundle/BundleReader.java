package io.farrier.bundle;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.farrier.catalog.Artifacts;
import io.farrier.catalog.NoRoom;
import io.farrier.catalog.Received;
import io.farrier.hub.Refused;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PushbackInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipInputStream;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;
import org.springframework.util.FileSystemUtils;
import org.springframework.util.unit.DataSize;

/**
 * Reads a bundle as it comes, in bounded memory. Nothing is believed before the signature; after it every entry must be
 * the next of the manifest, of its size and its SHA-256. A name is only compared, never used as a path.
 */
@Component
class BundleReader {

    private static final int BUFFER = 1 << 16;
    private static final int MANIFEST = 8 << 20;
    private static final int SIGNATURE = 1 << 10;

    /** What an entry's headers, its line in the ZIP's directory and a buffer read ahead may have. */
    private static final long AROUND = 1 << 10;

    private static final long AHEAD = 4L * BUFFER;

    private static final int END_OF_ZIP = 22;

    private final Artifacts artifacts;
    private final BundleKeys keys;
    private final ObjectMapper json;
    private final long largest;

    BundleReader(
            Artifacts artifacts,
            BundleKeys keys,
            ObjectMapper json,
            @Value("${farrier.bundle.largest}") DataSize largest) {
        this.artifacts = artifacts;
        this.keys = keys;
        this.json = json;
        this.largest = largest.toBytes();
    }

    /**
     * Lets what comes after the last entry be looked at, part of which is in the stream's own buffer; and has a larger one,
     * since the JDK's takes 512 bytes at a time.
     */
    private static final class Zip extends ZipInputStream {

        Zip(InputStream content) {
            super(content);
            in = new PushbackInputStream(content, BUFFER);
            buf = new byte[BUFFER];
        }

        byte[] rest(int most) throws IOException {
            return in.readNBytes(most);
        }
    }

    /**
     * Reads to the end.
     *
     * @throws Refused with a sentence, whatever is wrong with it; then nothing is left of it
     * @throws IOException when it can't be read or written
     */
    Staged read(InputStream content) throws IOException {
        Path folder = Files.createDirectory(artifacts.incoming());
        boolean whole = false;
        try {
            Budget budget = new Budget(content, MANIFEST + AHEAD);
            Staged staged = read(new Zip(new BufferedInputStream(budget, BUFFER)), budget, folder);
            whole = true;
            return staged;
        } catch (EOFException e) {
            throw Bundle.refused("it is truncated. Copy it again.");
        } catch (ZipException | IllegalArgumentException e) {
            throw Bundle.refused("it is damaged (%s). Copy it again.".formatted(e.getMessage()));
        } catch (NoRoom e) {
            throw new Refused("no-room", 507, e.getMessage());
        } finally {
            if (!whole) {
                FileSystemUtils.deleteRecursively(folder);
            }
        }
    }

    private Staged read(Zip zip, Budget budget, Path folder) throws IOException {
        byte[] text = small(zip, BundleManifest.NAME, MANIFEST);
        byte[] signature = small(zip, BundleManifest.SIGNATURE, SIGNATURE);
        String signer = keys.signer(text, signature)
                .orElseThrow(
                        () -> Bundle.refused("it is not signed by a key that this hub trusts. Compare the other hub's"
                                + " GET /api/v1/bundles/key with GET /api/v1/bundles/trusted-keys here."))
                .name();
        BundleManifest manifest = manifest(text);
        int entries = manifest.catalogs().size() + manifest.files().size();
        // Firmware does not pack, and what does not pack grows by less than a thousandth.
        budget.allow(manifest.bytes() + manifest.bytes() / 1000 + entries * AROUND);
        Set<String> here = here(manifest);
        artifacts.room(
                "the bundle",
                manifest.entries()
                        .filter(entry -> !here.contains(entry.sha256()))
                        .mapToLong(BundleManifest.Entry::size)
                        .sum());
        Map<String, Received> received = new HashMap<>();
        for (Iterator<BundleManifest.Entry> next = manifest.entries().iterator(); next.hasNext(); ) {
            BundleManifest.Entry entry = next.next();
            expect(zip.getNextEntry(), entry.entry(), manifest, received.keySet());
            received.put(entry.entry(), receive(zip, entry, here.contains(entry.sha256()) ? null : folder));
        }
        ZipEntry more = zip.getNextEntry();
        if (more != null) {
            throw Bundle.refused(
                    received.containsKey(more.getName())
                            ? "it holds %s twice.".formatted(more.getName())
                            : "it holds an entry that its manifest does not name: " + shown(more.getName()));
        }
        end(zip, entries);
        return new Staged(folder, manifest, signer, received);
    }

    private static byte[] small(Zip zip, String name, int limit) throws IOException {
        ZipEntry entry = zip.getNextEntry();
        if (entry == null || !entry.getName().equals(name)) {
            throw Bundle.refused("it is no bundle of a hub: %s is not where it must be."
                    .formatted(name.equals(BundleManifest.NAME) ? name : "its signature " + name));
        }
        byte[] bytes = zip.readNBytes(limit + 1);
        if (bytes.length > limit) {
            throw Bundle.refused("%s is larger than the %,d bytes that it may have.".formatted(name, limit));
        }
        return bytes;
    }

    private BundleManifest manifest(byte[] text) throws IOException {
        BundleManifest manifest;
        try {
            manifest = json.readValue(text, BundleManifest.class);
        } catch (JsonProcessingException e) {
            throw Bundle.refused("its manifest can't be read (%s).".formatted(e.getOriginalMessage()));
        }
        String wrong = manifest == null ? "its manifest is empty." : manifest.wrong();
        if (wrong != null) {
            throw Bundle.refused(wrong);
        }
        long bytes = 0;
        for (BundleManifest.Entry entry : manifest.entries().toList()) {
            bytes += entry.size();
            if (bytes > largest || bytes < 0) {
                throw Bundle.refused("it is larger than the %,d bytes of farrier.bundle.largest.".formatted(largest));
            }
        }
        return manifest;
    }

    /** The hashes of files that this hub has. */
    private Set<String> here(BundleManifest manifest) {
        return manifest.files().stream()
                .filter(file -> artifacts
                        .file(file.sha256())
                        .filter(path -> path.toFile().length() == file.size())
                        .isPresent())
                .map(BundleManifest.FileEntry::sha256)
                .collect(Collectors.toCollection(HashSet::new));
    }

    private static void expect(ZipEntry found, String name, BundleManifest manifest, Set<String> read) {
        if (found == null) {
            throw Bundle.refused("%s is missing, which its manifest names.".formatted(name));
        }
        String other = found.getName();
        if (!other.equals(name)) {
            List<String> names =
                    manifest.entries().map(BundleManifest.Entry::entry).toList();
            throw Bundle.refused(
                    read.contains(other)
                            ? "it holds %s twice.".formatted(other)
                            : names.contains(other)
                                    ? "%s is missing where its manifest has it.".formatted(name)
                                    : "it holds an entry that its manifest does not name: " + shown(other));
        }
    }

    private static Received receive(Zip zip, BundleManifest.Entry entry, Path folder) throws IOException {
        Received received = folder == null
                ? Received.to(OutputStream.nullOutputStream(), zip, entry.size())
                : Received.to(Staged.path(folder, entry), zip, entry.size());
        if (received.size() != entry.size()) {
            throw Bundle.refused("%s has %s than the %,d bytes that its manifest says."
                    .formatted(entry.entry(), received.size() > entry.size() ? "more" : "less", entry.size()));
        }
        if (!received.sha256().equals(entry.sha256())) {
            throw Bundle.refused("%s is not what its manifest says: its SHA-256 is another.".formatted(entry.entry()));
        }
        return received;
    }

    /** After the last entry comes the ZIP's directory, of a size that can be told, and its end mark, and then nothing. */
    private static void end(Zip zip, int entries) throws IOException {
        int most = (int) Math.min(Integer.MAX_VALUE - 8, AROUND * (entries + 8));
        byte[] rest = zip.rest(most + 1);
        if (rest.length > most) {
            throw Bundle.refused("bytes follow after its end.");
        }
        int mark = rest.length - END_OF_ZIP;
        if (mark < 0 || rest[mark] != 'P' || rest[mark + 1] != 'K' || rest[mark + 2] != 5 || rest[mark + 3] != 6) {
            throw Bundle.refused("it is truncated, or bytes follow after its end. Copy it again.");
        }
    }

    private static String shown(String name) {
        String plain = name.replaceAll("\\p{Cntrl}", "?");
        return plain.length() > 100 ? plain.substring(0, 100) + "…" : plain;
    }
}
