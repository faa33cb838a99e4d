package io.farrier.catalog;

import io.farrier.hub.Refused;
import io.farrier.ledger.Entry;
import io.farrier.ledger.Ledger;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.util.unit.DataSize;

/**
 * The firmware files, each under the SHA-256 of its content. What is in the store was compared with its catalog before
 * it got there; what was not what the catalog promised is kept apart, with the reason.
 */
@Repository
public class Artifacts {

    private static final String FIND = """
            select sha256, size from artifacts
            where quarantined is null and (sha256 = ? or (?::text is null and md5 = ? and (?::bigint is null or size = ?)))
            order by stored_at limit 1
            """;

    private static final String KEEP = """
            insert into artifacts (sha256, md5, size, file_name, source) values (?, ?, ?, ?, ?)
            on conflict (sha256) do update set quarantined = null, source = excluded.source, file_name = excluded.file_name
            """;

    private static final String QUARANTINE = """
            insert into artifacts (sha256, md5, size, file_name, source, quarantined) values (?, ?, ?, ?, ?, ?)
            on conflict (sha256) do nothing
            """;

    private final JdbcClient jdbc;
    private final Ledger ledger;
    private final TransactionTemplate transaction;
    private final Path folder;
    private final long largest;

    Artifacts(
            JdbcClient jdbc,
            Ledger ledger,
            TransactionTemplate transaction,
            @Value("${farrier.files.folder}") Path folder,
            @Value("${farrier.files.largest}") DataSize largest) {
        this.jdbc = jdbc;
        this.ledger = ledger;
        this.transaction = transaction;
        this.folder = folder;
        this.largest = largest.toBytes();
    }

    /** The file of this package, if the store has it. */
    public Optional<Artifact> find(SoftwarePackage wanted) {
        return jdbc.sql(FIND)
                .params(wanted.sha256(), wanted.sha256(), wanted.md5(), wanted.size(), wanted.size())
                .query((row, n) -> new Artifact(row.getString("sha256"), row.getLong("size"), wanted.fileName()))
                .optional()
                .filter(artifact -> file(artifact.sha256())
                        .filter(file -> file.toFile().length() == artifact.size())
                        .isPresent());
    }

    /** Where the content with this hash is on disk; empty when this hub does not have it. */
    public Optional<Path> file(String sha256) {
        return Optional.of(folder.resolve(sha256)).filter(Files::isRegularFile);
    }

    /**
     * Reads a package's file to its end and stores it, if it is what the catalog promised.
     *
     * @param source where it comes from, for those who ask later
     * @throws Refused when size or hash are not the catalog's; then it is in quarantine
     * @throws IOException when it could not be read to its end or written
     */
    public Artifact store(SoftwarePackage promised, String source, InputStream content) throws IOException {
        Files.createDirectories(folder.resolve("quarantine"));
        Path incoming = folder.resolve("incoming-" + UUID.randomUUID());
        try {
            Received received = receive(content, incoming, promised.size() == null ? largest : promised.size());
            String wrong = wrong(promised, received);
            if (wrong != null) {
                quarantine(promised, source, received, incoming, wrong);
                throw new Refused("package-refused", 422, wrong);
            }
            Files.move(incoming, folder.resolve(received.sha256()), StandardCopyOption.ATOMIC_MOVE);
            jdbc.sql(KEEP)
                    .params(received.sha256(), received.md5(), received.size(), promised.fileName(), source)
                    .update();
            return new Artifact(received.sha256(), received.size(), promised.fileName());
        } finally {
            Files.deleteIfExists(incoming);
        }
    }

    /** @param size one byte more than was believed when there was more to come */
    private record Received(String sha256, String md5, long size) {}

    private static Received receive(InputStream content, Path file, long limit) throws IOException {
        MessageDigest sha256 = digest("SHA-256");
        MessageDigest md5 = digest("MD5");
        long size = 0;
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
                OutputStream out = Channels.newOutputStream(channel)) {
            byte[] buffer = new byte[1 << 16];
            for (int n = content.read(buffer); n >= 0 && size <= limit; n = content.read(buffer)) {
                sha256.update(buffer, 0, n);
                md5.update(buffer, 0, n);
                out.write(buffer, 0, n);
                size += n;
            }
            channel.force(true);
        }
        return new Received(hex(sha256), hex(md5), size);
    }

    /** A sentence when the file is not the promised one; by the strongest hash that the catalog has. */
    private String wrong(SoftwarePackage promised, Received received) {
        String about = "The file of package %s (%s) is refused: ".formatted(promised.fileName(), promised.name());
        String advice = " Sync the catalog again; if it stays so, the mirror's copy of the file is damaged.";
        long limit = promised.size() == null ? largest : promised.size();
        if (received.size() > limit) {
            return about + "it is larger than the %,d bytes that are allowed for it.".formatted(limit) + advice;
        }
        if (promised.size() != null && received.size() != promised.size()) {
            return about
                    + "it has %,d bytes, the catalog says %,d.".formatted(received.size(), promised.size())
                    + advice;
        }
        boolean same = promised.sha256() != null
                ? promised.sha256().equals(received.sha256())
                : received.md5().equals(promised.md5());
        return same ? null : about + "its checksum is not the one in the catalog." + advice;
    }

    private void quarantine(SoftwarePackage promised, String source, Received received, Path file, String reason)
            throws IOException {
        Files.move(file, folder.resolve("quarantine").resolve(received.sha256()), StandardCopyOption.REPLACE_EXISTING);
        transaction.executeWithoutResult(status -> {
            jdbc.sql(QUARANTINE)
                    .params(received.sha256(), received.md5(), received.size(), promised.fileName(), source, reason)
                    .update();
            ledger.append(Entry.of("files", "files.quarantined", reason)
                    .with(Map.of("package", promised.id(), "source", source, "sha256", received.sha256())));
        });
    }

    private static MessageDigest digest(String algorithm) {
        try {
            return MessageDigest.getInstance(algorithm);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String hex(MessageDigest digest) {
        return HexFormat.of().formatHex(digest.digest());
    }
}
