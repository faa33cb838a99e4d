package io.farrier.catalog;

import io.farrier.hub.Refused;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;
import org.springframework.util.unit.DataSize;

/** The packages that people bring here: each is verified, taken into the store of files, and offered ({@link Uploaded}). */
@Component
public class Uploads {

    private static final int LONGEST_NAME = 200;

    private final Artifacts artifacts;
    private final Uploaded uploaded;
    private final long largest;

    /** Those that are under way on this hub. */
    private final Map<Path, Announced> coming = new ConcurrentHashMap<>();

    private record Announced(String name, Long length, String who, Instant since) {}

    /**
     * A package that somebody is sending to this hub.
     *
     * @param bytes that have come so far
     * @param length as announced; null where it was not
     */
    public record Coming(String name, long bytes, Long length, String who, Instant since) {}

    Uploads(Artifacts artifacts, Uploaded uploaded, @Value("${farrier.files.largest}") DataSize largest) {
        this.artifacts = artifacts;
        this.uploaded = uploaded;
        this.largest = largest.toBytes();
    }

    /**
     * A package that was taken.
     *
     * @param catalogId the catalog {@code uploads} as it is now
     */
    public record Taken(String fileName, String name, String version, String sha256, long size, long catalogId) {}

    /** The oldest first. */
    public List<Coming> coming() {
        return coming.entrySet().stream()
                .map(upload -> {
                    Announced said = upload.getValue();
                    return new Coming(
                            said.name(), upload.getKey().toFile().length(), said.length(), said.who(), said.since());
                })
                .sorted(Comparator.comparing(Coming::since))
                .toList();
    }

    /**
     * Reads a package to its end and takes it, or refuses it and keeps nothing of it.
     *
     * @param sha256 that it must have, in hex; null where nobody says
     * @param length in bytes, as announced; -1 where it was not
     * @throws Refused when it is no package, or not one that could be used
     */
    public Taken take(String fileName, String sha256, long length, InputStream content, String who) throws IOException {
        String name = checked(fileName);
        if (sha256 != null && !sha256.matches("[0-9A-Fa-f]{64}")) {
            throw Refused.invalid("A SHA-256 has 64 hex digits, not: " + sha256);
        }
        if (length > largest) {
            throw tooLarge(name);
        }
        artifacts.room(name, Math.max(0, length));
        Path incoming = artifacts.incoming();
        coming.put(incoming, new Announced(name, length < 0 ? null : length, who, Instant.now()));
        try {
            Received received = Received.to(incoming, content, largest);
            if (received.size() > largest) {
                throw tooLarge(name);
            }
            if (length >= 0 && received.size() != length) {
                throw refused(
                        name, "it ended after %,d of its %,d bytes. Send it again.".formatted(received.size(), length));
            }
            if (sha256 != null && !sha256.equalsIgnoreCase(received.sha256())) {
                throw refused(
                        name,
                        "its SHA-256 is %s, and not %s, which it should be. Get it anew from where it comes from."
                                .formatted(received.sha256(), sha256.toLowerCase(Locale.ROOT)));
            }
            SoftwareComponent said;
            try {
                said = DupReader.read(incoming, name, received);
            } catch (CatalogRefused e) {
                throw refused(name, e.getMessage());
            }
            artifacts.keep(incoming, received, name, "uploaded by " + who);
            return uploaded.add(said, who);
        } finally {
            coming.remove(incoming);
            Files.deleteIfExists(incoming);
        }
    }

    private static String checked(String fileName) {
        String name = fileName == null ? "" : fileName.strip();
        String lower = name.toLowerCase(Locale.ROOT);
        boolean fits = PackageAddress.safe(name)
                && !name.contains("/")
                && !name.contains("\\")
                && name.length() <= LONGEST_NAME
                && (lower.endsWith(".exe") || lower.endsWith(".bin"));
        if (!fits) {
            throw Refused.invalid("A package is uploaded with its file's name, which ends with .EXE or .BIN and has no"
                    + " folder in it (?name=BIOS_7XR2N_WN64_2.19.0.EXE), not with: " + name);
        }
        return name;
    }

    private Refused tooLarge(String name) {
        return refused(name, "it is larger than %,d bytes (farrier.files.largest).".formatted(largest));
    }

    private static Refused refused(String name, String why) {
        return new Refused("package-refused", 422, "The package %s is refused: %s".formatted(name, why));
    }
}
