package io.farrier.vault;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

@Repository
public class CredentialUses {
    private final JdbcClient jdbc;
    CredentialUses(JdbcClient jdbc) { this.jdbc = jdbc; }
    public boolean mayTry(long credentialId, int version, long hostId) {
        return jdbc.sql("select count(*) from credential_uses where credential_id = ? and version = ? and host_id = ? and failed_at > now() - interval '1 hour'").params(credentialId, version, hostId).query(Integer.class).single() == 0;
    }
    public void worked(long credentialId, int version, long hostId) {
        jdbc.sql("insert into credential_uses (credential_id, host_id, version, worked_at) select ?, id, ?, now() from hosts where id = ? on conflict (credential_id, host_id) do update set version = excluded.version, worked_at = now()").params(credentialId, version, hostId).update();
    }
    public void failed(long credentialId, int version, long hostId) {
        jdbc.sql("insert into credential_uses (credential_id, host_id, version, failed_at) select ?, id, ?, now() from hosts where id = ? on conflict (credential_id, host_id) do update set version = excluded.version, failed_at = now()").params(credentialId, version, hostId).update();
    }
}
