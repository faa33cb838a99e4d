package io.farrier.start;

import io.farrier.hub.OwnerOnly;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The PostgreSQL that comes with Farrier, for one hub. The library that starts it was made for tests: what it leaves
 * out for speed (fsync, passwords) is put back here, because this is the truth.
 */
final class EmbeddedDatabase implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(EmbeddedDatabase.class);

    private static final String OWNER = "farrier";
    private static final String HBA = """
            # Written by Farrier: a password for everybody, also on this machine.
            local all all scram-sha-256
            host  all all 127.0.0.1/32 scram-sha-256
            host  all all ::1/128      scram-sha-256
            """;

    private final FolderLock lock;
    private final EmbeddedPostgres postgres;
    private final String password;

    private EmbeddedDatabase(FolderLock lock, EmbeddedPostgres postgres, String password) {
        this.lock = lock;
        this.postgres = postgres;
        this.password = password;
    }

    /** Starts the database on its directory, made on the first start; what a killed hub left running is ended first. */
    static EmbeddedDatabase start(Path data) {
        Path directory = data.resolve("postgres");
        try {
            Files.createDirectories(data);
            FolderLock lock = FolderLock.take(data);
            String password = OwnerOnly.secret(
                    data.resolve("postgres.password"), () -> UUID.randomUUID().toString());
            OrphanedPostgres.end(directory);
            boolean open = !Files.exists(directory.resolve("pg_hba.conf"))
                    || Files.readString(directory.resolve("pg_hba.conf")).contains("trust");
            EmbeddedPostgres postgres = EmbeddedPostgres.builder()
                    .setDataDirectory(directory)
                    .setCleanDataDirectory(false)
                    .setConnectConfig("password", password)
                    .setServerConfig("fsync", "on")
                    .setServerConfig("synchronous_commit", "on")
                    .setServerConfig("full_page_writes", "on")
                    .setServerConfig("max_connections", "100")
                    .setServerConfig("timezone", "UTC")
                    // A fleet that is judged, or a catalog, is some hundred MB of writes: with PostgreSQL's own
                    // defaults
                    // a checkpoint comes in the midst of it, and each page goes whole into the log once more. At most
                    // 2 GB of log lie on the disk; after a crash as much is read again.
                    .setServerConfig("shared_buffers", "256MB")
                    .setServerConfig("max_wal_size", "2GB")
                    .setServerConfig("checkpoint_timeout", "15min")
                    // Spring closes it, after those who use it.
                    .setRegisterShutdownHook(false)
                    // Reading the log again after a crash may take a while on a slow disk.
                    .setPGStartupWait(Duration.ofMinutes(10))
                    .start();
            if (open) {
                closeDoor(postgres, directory, password);
            }
            log.info("embedded PostgreSQL on port {}, data in {}", postgres.getPort(), directory.toAbsolutePath());
            return new EmbeddedDatabase(lock, postgres, password);
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "The embedded PostgreSQL did not start on " + directory.toAbsolutePath() + ": " + e.getMessage()
                            + ". Its log is in that folder; or set spring.datasource.url to another PostgreSQL.",
                    e);
        }
    }

    /** Sets the passwords, makes the owner and closes the door that initdb left open. Can be done twice. */
    private static void closeDoor(EmbeddedPostgres postgres, Path directory, String password) throws IOException {
        try (Connection connection = postgres.getPostgresDatabase().getConnection();
                var statement = connection.createStatement()) {
            try (var found = statement.executeQuery("select 1 from pg_roles where rolname = '" + OWNER + "'")) {
                if (!found.next()) {
                    statement.close();
                    try (var create = connection.createStatement()) {
                        create.execute("create role " + OWNER + " login password '" + password + "'");
                        create.execute("create database " + OWNER + " owner " + OWNER);
                    }
                }
            }
            try (var close = connection.createStatement()) {
                close.execute("alter role postgres password '" + password + "'");
                Files.writeString(directory.resolve("pg_hba.conf"), HBA);
                close.execute("select pg_reload_conf()");
            }
        } catch (SQLException e) {
            throw new IOException("it could not be given its password: " + e.getMessage(), e);
        }
    }

    String url() {
        return "jdbc:postgresql://127.0.0.1:" + postgres.getPort() + "/" + OWNER + "?reWriteBatchedInserts=true";
    }

    String user() {
        return OWNER;
    }

    String password() {
        return password;
    }

    @Override
    public void close() throws IOException {
        postgres.close();
        lock.close();
    }
}
