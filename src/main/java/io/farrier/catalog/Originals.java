package io.farrier.catalog;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.zip.GZIPOutputStream;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/**
 * The catalogs as their vendor wrote them, each under the SHA-256 of the file as it was downloaded; always gzipped, also
 * where it came plain. A bundle carries these, so that another hub reads what this one read.
 */
@Repository
public class Originals {

    private final JdbcClient jdbc;
    private final Path folder;

    Originals(JdbcClient jdbc, @Value("${farrier.files.folder}") Path files) {
        this.jdbc = jdbc;
        this.folder = files.resolve("catalogs");
    }

    /** The original of this catalog; empty for one that was synced before originals were kept. */
    public Optional<Path> of(Catalog catalog) {
        return Optional.ofNullable(catalog.sha256()).map(this::file).filter(Files::isRegularFile);
    }

    /** Keeps the file of a catalog that could be read. */
    public void keep(Path file, String sha256) throws IOException {
        Path original = file(sha256);
        if (Files.exists(original)) {
            return;
        }
        Files.createDirectories(folder);
        Path made = folder.resolve("incoming-" + UUID.randomUUID());
        try {
            try (InputStream in = new BufferedInputStream(Files.newInputStream(file));
                    OutputStream out = Files.newOutputStream(made)) {
                if (gzipped(in)) {
                    in.transferTo(out);
                } else {
                    try (OutputStream gzip = new GZIPOutputStream(out)) {
                        in.transferTo(gzip);
                    }
                }
            }
            Files.move(made, original, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(made);
        }
    }

    /** Deletes those whose catalog is gone. */
    public void forget() throws IOException {
        if (!Files.isDirectory(folder)) {
            return;
        }
        Set<String> known =
                jdbc.sql("select sha256 from catalogs where sha256 is not null").query(String.class).list().stream()
                        .map(sha256 -> file(sha256).getFileName().toString())
                        .collect(Collectors.toSet());
        try (var files = Files.newDirectoryStream(folder, "*.gz")) {
            for (Path file : files) {
                if (!known.contains(file.getFileName().toString())) {
                    Files.deleteIfExists(file);
                }
            }
        }
    }

    private Path file(String sha256) {
        return folder.resolve(sha256 + ".gz");
    }

    private static boolean gzipped(InputStream in) throws IOException {
        in.mark(2);
        boolean gzipped = in.read() == 0x1f && in.read() == 0x8b;
        in.reset();
        return gzipped;
    }
}
