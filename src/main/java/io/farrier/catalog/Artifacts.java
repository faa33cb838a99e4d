package io.farrier.catalog;

import io.farrier.hub.Refused;
import io.farrier.ledger.Entry;
import io.farrier.ledger.Ledger;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Collection;
import java.util.HashMap;
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

    /** Of many packages at once, the same. */
    private static final String STORED = """
            select distinct on (p.id) p.id, a.sha256, a.size from packages p join artifacts a on a.quarantined is null
                and (a.sha256 = p.hash_sha256
                    or p.hash_sha256 is null and a.md5 = p.hash_md5 and (p.size is null or a.size = p.size))
            where p.id = any (?) order by p.id, a.stored_at
            """;

    private static final String BARRED = """
            select quarantined, quarantined_by from artifacts where quarantined_by is not null
              and (sha256 = ? or (?::text is null and md5 = ? and (?::bigint is null or size = ?))) limit 1
            """;

    /** What a person has quarantined, a download does not bring back. */
    private static final String KEEP = """
            insert into artifacts (sha256, md5, size, file_name, source) values (?, ?, ?, ?, ?)
            on conflict (sha256) do update set quarantined = null, quarantined_at = null, source = excluded.source,
                file_name = excluded.file_name
            where artifacts.quarantined_by is null
            """;

    private static final String QUARANTINE = """
            insert into artifacts (sha256, md5, size, file_name, source, quarantined, quarantined_at)
            values (?, ?, ?, ?, ?, ?, now())
            on conflict (sha256) do nothing
            """;

    /** What the hub itself has set aside beyond so many bytes, the latest counted first. */
    private static final String SURPLUS = """
            select sha256 from (
                select sha256, sum(size) over (order by quarantined_at desc, sha256) as bytes from artifacts
                where quarantined is not null and quarantined_by is null and pinned is null) q
            where bytes > ? order by bytes desc
            """;

    private static final String FORGET =
            "delete from artifacts where sha256 = ? and quarantined is not null and quarantined_by is null and pinned is null";

    private final JdbcClient jdbc;
    private final Ledger ledger;
    private final TransactionTemplate transaction;
    private final Path folder;
    private final long largest;
    private final long reserve;
    private final long aside;

    Artifacts(
            JdbcClient jdbc,
            Ledger ledger,
            TransactionTemplate transaction,
            @Value("${farrier.files.folder}") Path folder,
            @Value("${farrier.files.largest}") DataSize largest,
            @Value("${farrier.files.reserve}") DataSize reserve,
            @Value("${farrier.files.quarantine}") DataSize aside) {
        this.jdbc = jdbc;
        this.ledger = ledger;
        this.transaction = transaction;
        this.folder = folder;
        this.largest = largest.toBytes();
        this.reserve = reserve.toBytes();
        this.aside = aside.toBytes();
    }

    /** The file of this package, if the store has it. */
    public Optional<Artifact> find(SoftwarePackage wanted) {
        return jdbc.sql(FIND)
                .params(wanted.sha256(), wanted.sha256(), wanted.md5(), wanted.size(), wanted.size())
                .query((row, n) -> new Artifact(row.getString("sha256"), row.getLong("size"), wanted.fileName()))
                .optional()
                .filter(artifact -> here(artifact.sha256(), artifact.size()));
    }

    /** The SHA-256 of the files of these packages, by package; one whose file the store does not have is not in it. */
    public Map<Long, String> find(Collection<Long> packages) {
        Map<Long, String> found = new HashMap<>();
        jdbc.sql(STORED).params((Object) packages.toArray(Long[]::new)).query(row -> {
            if (here(row.getString("sha256"), row.getLong("size"))) {
                found.put(row.getLong("id"), row.getString("sha256"));
            }
        });
        return found;
    }

    private boolean here(String sha256, long size) {
        return file(sha256).filter(file -> file.toFile().length() == size).isPresent();
    }

    /** Why this package's file must not be used, if a person has said so: a sentence. */
    public Optional<String> barred(SoftwarePackage wanted) {
        return jdbc.sql(BARRED)
                .params(wanted.sha256(), wanted.sha256(), wanted.md5(), wanted.size(), wanted.size())
                .query((row, n) -> "%s was put into quarantine by %s: %s Let it out, or plan without it."
                        .formatted(wanted.fileName(), row.getString("quarantined_by"), row.getString("quarantined")))
                .optional();
    }

    /** Whether a person has said that this content must not be used. */
    public boolean barred(String sha256) {
        return jdbc.sql("select count(*) from artifacts where sha256 = ? and quarantined_by is not null")
                        .params(sha256)
                        .query(Integer.class)
                        .single()
                > 0;
    }

    /** Where the content with this hash is on disk; empty when this hub does not have it. */
    public Optional<Path> file(String sha256) {
        return Optional.of(folder.resolve(sha256)).filter(Files::isRegularFile);
    }

    private Path quarantined(String sha256) {
        return folder.resolve("quarantine").resolve(sha256);
    }

    /** Moves a file to where it is not used. Within {@link #alone}, as the two that follow. */
    public void setAside(String sha256) throws IOException {
        Files.createDirectories(folder.resolve("quarantine"));
        if (Files.exists(folder.resolve(sha256))) {
            Files.move(folder.resolve(sha256), quarantined(sha256), StandardCopyOption.REPLACE_EXISTING);
        }
    }

    /** Moves it back. */
    public void takeBack(String sha256) throws IOException {
        if (Files.exists(quarantined(sha256))) {
            Files.move(quarantined(sha256), folder.resolve(sha256), StandardCopyOption.REPLACE_EXISTING);
        }
    }

    /** Deletes it, wherever it is. */
    public void erase(String sha256) throws IOException {
        Files.deleteIfExists(folder.resolve(sha256));
        Files.deleteIfExists(quarantined(sha256));
    }

    /** A place on the store's disk for what is not verified yet. Who asks for it deletes it. */
    public Path incoming() throws IOException {
        Files.createDirectories(folder);
        return folder.resolve("incoming-" + UUID.randomUUID());
    }

    /**
     * Whether so many bytes more fit on the disk.
     *
     * @param what for the sentence, "BIOS_1.2.EXE"
     * @throws NoRoom when they don't
     */
    public void room(String what, long bytes) throws IOException {
        Files.createDirectories(folder);
        long free = Files.getFileStore(folder).getUsableSpace();
        if (bytes > free - reserve) {
            throw new NoRoom(what, bytes, folder, free, reserve);
        }
    }

    /**
     * Reads a package's file to its end and stores it, if it is what the catalog promised.
     *
     * @param source where it comes from, for those who ask later
     * @throws Refused when size or hash are not the catalog's; then it is in quarantine
     * @throws IOException when it could not be read to its end or written
     */
    public Artifact store(SoftwarePackage promised, String source, InputStream content) throws IOException {
        Path incoming = incoming();
        try {
            Received received = Received.to(incoming, content, promised.size() == null ? largest : promised.size());
            String wrong = wrong(promised, received);
            if (wrong != null) {
                quarantine(promised, source, received, incoming, wrong);
                throw new Refused("package-refused", 422, wrong);
            }
            return keep(incoming, received, promised.fileName(), source);
        } finally {
            Files.deleteIfExists(incoming);
        }
    }

    /**
     * Takes a file that was verified into the store.
     *
     * @param incoming on the store's disk; it is moved from there
     * @throws Refused when a person has quarantined this very content
     */
    public Artifact keep(Path incoming, Received verified, String fileName, String source) throws IOException {
        return alone(verified.sha256(), () -> {
            int kept = jdbc.sql(KEEP)
                    .params(verified.sha256(), verified.md5(), verified.size(), fileName, source)
                    .update();
            if (kept == 0) {
                throw new Refused(
                        "package-refused",
                        422,
                        ("The file of %s (SHA-256 %s) was quarantined by a person and is not used. Release it first, if it"
                                        + " is to be.")
                                .formatted(fileName, verified.sha256()));
            }
            Files.move(incoming, folder.resolve(verified.sha256()), StandardCopyOption.ATOMIC_MOVE);
            return new Artifact(verified.sha256(), verified.size(), fileName);
        });
    }

    /** What is done to a file, and what touches the disk. */
    public interface Deed<T> {
        T done() throws IOException;
    }

    /** In one transaction, while nobody else, on whatever hub, stores, moves or deletes the file of this hash. */
    public <T> T alone(String sha256, Deed<T> deed) throws IOException {
        try {
            return transaction.execute(status -> {
                jdbc.sql("select pg_advisory_xact_lock(hashtextextended(?, 9))")
                        .params(sha256)
                        .query((row, n) -> sha256)
                        .single();
                try {
                    return deed.done();
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
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
        Files.createDirectories(folder.resolve("quarantine"));
        Files.move(file, quarantined(received.sha256()), StandardCopyOption.REPLACE_EXISTING);
        transaction.executeWithoutResult(status -> {
            jdbc.sql(QUARANTINE)
                    .params(received.sha256(), received.md5(), received.size(), promised.fileName(), source, reason)
                    .update();
            ledger.append(Entry.of("files", "files.quarantined", reason)
                    .with(Map.of("package", promised.id(), "source", source, "sha256", received.sha256())));
        });
        bound(aside);
    }

    /** Deletes the oldest of what the hub has set aside: a mirror that sends other garbage each time does not fill the disk. */
    void bound(long bytes) throws IOException {
        for (String sha256 : jdbc.sql(SURPLUS).params(bytes).query(String.class).list()) {
            alone(sha256, () -> {
                if (jdbc.sql(FORGET).params(sha256).update() == 1) {
                    Files.deleteIfExists(quarantined(sha256));
                }
                return sha256;
            });
        }
    }
}
