package io.farrier.ome;

import io.farrier.vault.LoginTurn;
import java.time.Duration;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/**
 * Where the password of an OME was tried, by the same rule as BMCs' are ({@link LoginTurn}): one that was refused rests for an
 * hour, over all hubs, so that a wrong one does not lock the account.
 */
@Repository
public class OmeLogins {

    private static final String MEMORY = """
            select now() as now, c.version as current, v.* from omes v join credentials c on c.id = v.credential_id where v.id = ?
            """;

    private static final String CLAIM = """
            update omes set attempt = ?, trying_until = now() + ? * interval '1 millisecond', tried_version = ?,
                worked_at = case when tried_version = ? then worked_at end,
                failed_at = case when tried_version = ? then failed_at end
            where id = ? and attempt = ? - 1
            """;

    private final JdbcClient jdbc;

    OmeLogins(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Whether this version may be tried now. */
    public LoginTurn turn(Ome ome) {
        return jdbc.sql(MEMORY)
                .params(ome.id())
                .query((row, n) -> row.getInt("current") != ome.version()
                        ? new LoginTurn.Outdated()
                        : LoginTurn.of(
                                new LoginTurn.Memory(
                                        row.getLong("attempt"),
                                        row.getInt("tried_version"),
                                        Omes.instant(row.getTimestamp("worked_at")),
                                        Omes.instant(row.getTimestamp("failed_at")),
                                        Omes.instant(row.getTimestamp("trying_until"))),
                                ome.version(),
                                false,
                                row.getTimestamp("now").toInstant()))
                .optional()
                .orElse(new LoginTurn.Outdated());
    }

    /** @param longest how long the attempt may last; after that its claim is void */
    public boolean claim(Ome ome, LoginTurn.Go go, Duration longest) {
        return jdbc.sql(CLAIM)
                        .params(
                                go.attempt(),
                                longest.toMillis(),
                                ome.version(),
                                ome.version(),
                                ome.version(),
                                ome.id(),
                                go.attempt())
                        .update()
                == 1;
    }

    public void worked(Ome ome, LoginTurn.Go go) {
        jdbc.sql(
                        "update omes set worked_at = now(), failed_at = null, trying_until = null where id = ? and attempt = ?")
                .params(ome.id(), go.attempt())
                .update();
    }

    /** A refusal is one, however late it is told. */
    public void failed(Ome ome) {
        jdbc.sql("update omes set failed_at = now(), trying_until = null where id = ? and tried_version = ?")
                .params(ome.id(), ome.version())
                .update();
    }

    /** It neither took nor refused it. */
    public void unclear(Ome ome, LoginTurn.Go go) {
        jdbc.sql("update omes set trying_until = null where id = ? and attempt = ?")
                .params(ome.id(), go.attempt())
                .update();
    }

    /** Where the password is; read it and keep it nowhere. */
    public String vaultPath(Ome ome) {
        return jdbc.sql("select vault_path from credentials where id = ?")
                .params(ome.credentialId())
                .query(String.class)
                .single();
    }

    // Certificates: which was pinned, and one that was refused.

    /** @param by who took it as the right one; null: it was the first that was seen */
    public record Pin(long id, String name, String pin, String by) {}

    public Optional<Pin> pin(String host, int port) {
        String url = "https://" + (host.contains(":") ? "[" + host + "]" : host) + (port == 443 ? "" : ":" + port);
        return jdbc.sql("select id, name, pin, pin_by from omes where lower(url) = lower(?)")
                .params(url)
                .query((row, n) -> new Pin(
                        row.getLong("id"), row.getString("name"), row.getString("pin"), row.getString("pin_by")))
                .optional();
    }

    /** Pins it, where none was. */
    public void pinned(long id, String fingerprint) {
        jdbc.sql("update omes set pin = ? where id = ? and pin is null")
                .params(fingerprint, id)
                .update();
    }

    public void refused(long id, String fingerprint, String why) {
        jdbc.sql("update omes set seen = ?, seen_why = ? where id = ? and seen is distinct from ?")
                .params(fingerprint, why, id, fingerprint)
                .update();
    }

    /** It shows one that is trusted: what was refused before is of no interest. */
    public void trusted(long id) {
        jdbc.sql("update omes set seen = null, seen_why = null where id = ? and seen is not null")
                .params(id)
                .update();
    }
}
