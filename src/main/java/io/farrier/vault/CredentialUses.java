package io.farrier.vault;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Where a credential is tried, worked and was refused: a BMC locks out who tries too often. Shared by all hubs. */
@Repository
public class CredentialUses {

    private static final String MEMORY = """
            select now() as now, c.version as current, u.attempt, u.version, u.worked_at, u.failed_at, u.trying_until
            from credentials c join hosts h on h.id = ?
                left join credential_uses u on u.credential_id = c.id and u.host_id = h.id
            where c.id = ?
            """;

    // Holds only where nobody claimed since the memory was read.

    private static final String CLAIM = """
            insert into credential_uses as known (credential_id, host_id, version, attempt, trying_until)
            select c.id, h.id, c.version, ?, now() + ? * interval '1 millisecond' from credentials c, hosts h
            where c.id = ? and c.version = ? and h.id = ?
            on conflict (credential_id, host_id) do update
                set version = excluded.version, attempt = excluded.attempt, trying_until = excluded.trying_until,
                    worked_at = case when known.version = excluded.version then known.worked_at end,
                    failed_at = case when known.version = excluded.version then known.failed_at end
                where known.attempt = excluded.attempt - 1
            """;

    // What a claim brings after it ran out, or after its version was corrected, says nothing of what is there now.

    private static final String WORKED = """
            update credential_uses set worked_at = now(), failed_at = null, trying_until = null
            where credential_id = ? and host_id = ? and attempt = ?
            """;

    // But a refusal is one, however late it is told.

    private static final String FAILED = """
            update credential_uses set failed_at = now(), trying_until = case when attempt = ? then null else trying_until end
            where credential_id = ? and host_id = ? and version = ?
            """;

    private static final String UNCLEAR = """
            update credential_uses set trying_until = null where credential_id = ? and host_id = ? and attempt = ?
            """;

    /** A login that was claimed. */
    public record Claim(long credentialId, int version, long hostId, long attempt) {}

    /** What is told of a credential at a host; each is null where there is none. */
    public record Use(Instant workedAt, Instant restsUntil) {}

    private record Seen(LoginTurn.Memory memory, int current, Instant now) {}

    private final JdbcClient jdbc;

    CredentialUses(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Whether this version may be tried at this host now. */
    public LoginTurn turn(long credentialId, int version, long hostId, boolean forgiving) {
        return seen(credentialId, hostId)
                .filter(seen -> seen.current() == version)
                .map(seen -> LoginTurn.of(seen.memory(), version, forgiving, seen.now()))
                .orElse(new LoginTurn.Outdated());
    }

    /** What came of this version at this host so far. */
    public Use use(long credentialId, int version, long hostId) {
        return seen(credentialId, hostId)
                .filter(seen -> seen.memory().version() == version)
                .map(seen -> new Use(seen.memory().workedAt(), seen.memory().restsUntil(version, seen.now())))
                .orElse(new Use(null, null));
    }

    /**
     * Takes a turn.
     *
     * @param longest how long the attempt may last; after that its claim is void, for a hub may have been killed
     * @return empty where another was faster
     */
    public Optional<Claim> claim(long credentialId, int version, long hostId, LoginTurn.Go go, Duration longest) {
        int claimed = jdbc.sql(CLAIM)
                .params(go.attempt(), longest.toMillis(), credentialId, version, hostId)
                .update();
        return claimed == 0 ? Optional.empty() : Optional.of(new Claim(credentialId, version, hostId, go.attempt()));
    }

    public void worked(Claim claim) {
        jdbc.sql(WORKED)
                .params(claim.credentialId(), claim.hostId(), claim.attempt())
                .update();
    }

    public void failed(Claim claim) {
        jdbc.sql(FAILED)
                .params(claim.attempt(), claim.credentialId(), claim.hostId(), claim.version())
                .update();
    }

    /** The BMC neither took nor refused it. */
    public void unclear(Claim claim) {
        jdbc.sql(UNCLEAR)
                .params(claim.credentialId(), claim.hostId(), claim.attempt())
                .update();
    }

    private Optional<Seen> seen(long credentialId, long hostId) {
        return jdbc.sql(MEMORY)
                .params(hostId, credentialId)
                .query(CredentialUses::seen)
                .optional();
    }

    private static Seen seen(ResultSet row, int n) throws SQLException {
        return new Seen(
                new LoginTurn.Memory(
                        row.getLong("attempt"),
                        row.getInt("version"),
                        instant(row.getTimestamp("worked_at")),
                        instant(row.getTimestamp("failed_at")),
                        instant(row.getTimestamp("trying_until"))),
                row.getInt("current"),
                instant(row.getTimestamp("now")));
    }

    private static Instant instant(Timestamp time) {
        return time == null ? null : time.toInstant();
    }
}
