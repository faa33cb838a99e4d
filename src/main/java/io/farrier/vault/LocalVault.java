package io.farrier.vault;

import io.farrier.hub.OwnerOnly;
import io.farrier.hub.Refused;
import io.farrier.ledger.Entry;
import io.farrier.ledger.Ledger;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;

/**
 * Secrets that are kept by the hub itself: in the database under a key that is in a file outside of it. They can be put in and taken
 * away, and read by nobody but a login.
 */
@Repository
public class LocalVault {

    static final String SCHEME = "vault:";

    static final String NAME = "[A-Za-z0-9._@-]{1,64}";

    private static final String PUT = """
            insert into secrets (name, sealed, set_by) values (?, ?, ?)
            on conflict (name) do update set sealed = excluded.sealed, set_by = excluded.set_by, set_at = now()
            """;

    /** What is shown of a secret. @param usedBy credentials that refer to it */
    public record Kept(String name, String setBy, Instant setAt, List<String> usedBy) {}

    private final JdbcClient jdbc;
    private final Profiles profiles;
    private final Ledger ledger;
    private final Path keyFile;

    LocalVault(JdbcClient jdbc, Profiles profiles, Ledger ledger, @Value("${farrier.vault.key-file}") Path keyFile) {
        this.jdbc = jdbc;
        this.profiles = profiles;
        this.ledger = ledger;
        this.keyFile = keyFile;
    }

    /** @throws Refused where there is none of that name, or it can't be opened */
    String read(String name) {
        byte[] sealed = jdbc.sql("select sealed from secrets where name = ?")
                .params(name)
                .query((row, n) -> row.getBytes("sealed"))
                .optional()
                .orElseThrow(() ->
                        missing("The local vault holds no secret for the vault path %s.".formatted(SCHEME + name)));
        return key(false)
                .open(name, sealed)
                .orElseThrow(() -> missing(
                        "What the local vault holds for the vault path %s does not open: it was closed with another key than that in %s, or altered. Bring that key back, or put the secret in anew."
                                .formatted(SCHEME + name, keyFile)));
    }

    public List<Kept> all() {
        return jdbc.sql("select name, set_by, set_at from secrets order by name")
                .query((row, n) -> new Kept(
                        row.getString("name"),
                        row.getString("set_by"),
                        row.getTimestamp("set_at").toInstant(),
                        profiles.referring(SCHEME + row.getString("name"))))
                .list();
    }

    /** Puts a secret in, or another in its place: every credential that refers to it is a new version then. */
    @Transactional
    public void put(String name, String value, String who) {
        if (!name.matches(NAME)) {
            throw Refused.invalid("A secret's name has 1 to 64 letters, digits, dots, dashes, underscores or @.");
        }
        if (value == null || value.isBlank() || value.length() > Secrets.LARGEST) {
            throw Refused.invalid("A secret has a value, of %d characters at most.".formatted(Secrets.LARGEST));
        }
        profiles.lock();
        jdbc.sql(PUT).params(name, key(true).close(name, value), who).update();
        int renewed = profiles.renewed(SCHEME + name);
        ledger.append(Entry.of(
                        "secret:" + name,
                        "secret.set",
                        "The secret %s was put into the local vault; %s."
                                .formatted(
                                        name,
                                        renewed == 0
                                                ? "no credential refers to it yet"
                                                : "credentials with a new version by it: " + renewed))
                .by(who)
                .with(Map.of("name", name)));
    }

    @Transactional
    public void remove(String name, String who) {
        profiles.lock();
        List<String> users = profiles.referring(SCHEME + name);
        if (!users.isEmpty()) {
            throw Refused.conflict("%s refers to it: correct that first.".formatted(String.join(", ", users)));
        }
        if (jdbc.sql("delete from secrets where name = ?").params(name).update() == 0) {
            throw Refused.unknown("The local vault holds no secret %s.".formatted(name));
        }
        ledger.append(Entry.of(
                        "secret:" + name,
                        "secret.removed",
                        "The secret %s was taken out of the local vault.".formatted(name))
                .by(who)
                .with(Map.of("name", name)));
    }

    /** @param first whether a key may be made; only for a vault that is empty, else what it holds would be lost unseen */
    private Seal key(boolean first) {
        try {
            if (!Files.exists(keyFile) && !(first && empty())) {
                throw locked("The local vault's key is gone: there is no file %s. Bring it back.");
            }
            String key = OwnerOnly.secret(keyFile, Seal::freshKey);
            if (!OwnerOnly.MODE.containsAll(Files.getPosixFilePermissions(keyFile))) {
                throw locked("The local vault's key can be read by others: chmod 600 %s.");
            }
            return Seal.of(key).orElseThrow(() -> locked("The file %s holds no key: 32 bytes in base64."));
        } catch (IOException e) {
            throw locked("The local vault's key %s can't be read by the hub.");
        }
    }

    private boolean empty() {
        return jdbc.sql("select not exists (select 1 from secrets)")
                .query(Boolean.class)
                .single();
    }

    private Refused locked(String sentence) {
        return missing(sentence.formatted(keyFile));
    }

    private static Refused missing(String sentence) {
        return new Refused("secret-missing", 400, sentence);
    }
}
