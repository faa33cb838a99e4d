package io.farrier.vault;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Where a credential worked and where it was refused: a BMC locks out who tries too often. */
@Repository
public class CredentialUses {

    private static final String MAY_TRY = """
            select not exists (select 1 from credential_uses
                where credential_id = ? and version = ? and host_id = ? and failed_at > now() - interval '1 hour')
            """;

    // A login with a version that was corrected meanwhile may end late: it says nothing of the new one.

    private static final String WORKED = """
            insert into credential_uses as known (credential_id, host_id, version, worked_at)
            select c.id, h.id, ?, now() from credentials c, hosts h where c.id = ? and h.id = ?
            on conflict (credential_id, host_id) do update
                set version = excluded.version, worked_at = now(), failed_at = null
                where known.version <= excluded.version
            """;

    private static final String FAILED = """
            insert into credential_uses as known (credential_id, host_id, version, failed_at)
            select c.id, h.id, ?, now() from credentials c, hosts h where c.id = ? and h.id = ?
            on conflict (credential_id, host_id) do update
                set version = excluded.version, failed_at = now(),
                    worked_at = case when known.version = excluded.version then known.worked_at end
                where known.version <= excluded.version
            """;

    private final JdbcClient jdbc;

    CredentialUses(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Whether this version was not refused by this host within the hour. */
    public boolean mayTry(long credentialId, int version, long hostId) {
        return jdbc.sql(MAY_TRY)
                .params(credentialId, version, hostId)
                .query(Boolean.class)
                .single();
    }

    public void worked(long credentialId, int version, long hostId) {
        jdbc.sql(WORKED).params(version, credentialId, hostId).update();
    }

    public void failed(long credentialId, int version, long hostId) {
        jdbc.sql(FAILED).params(version, credentialId, hostId).update();
    }
}
