package io.farrier.vault;

import io.farrier.hub.Refused;
import io.farrier.ledger.Entry;
import io.farrier.ledger.Ledger;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;

/** Which login is whose. For each host exactly one, or none: never a list to try, never a default. */
@Repository
public class Credentials {

    private static final String COLUMNS = "id, name, username, vault_path, version, host_id, cidr::text as network";

    /** The host's own before its network's, a narrower network before a wider one, and then what is for every host. */
    private static final String FOR_HOST = "select " + COLUMNS + """
             from credentials
            where kind = 'bmc' and (host_id = ? or cidr >>= ?::inet or host_id is null and cidr is null)
            order by host_id is null, cidr is null, masklen(cidr) desc, priority desc, id limit 1
            """;

    private final JdbcClient jdbc;
    private final Secrets secrets;
    private final Ledger ledger;

    Credentials(JdbcClient jdbc, Secrets secrets, Ledger ledger) {
        this.jdbc = jdbc;
        this.secrets = secrets;
        this.ledger = ledger;
    }

    /** The one credential for a host; empty where none covers it. @param hostId 0 for an address that is no host yet */
    public Optional<Credential> forHost(long hostId, String mgmtIp) {
        return jdbc.sql(FOR_HOST)
                .params(hostId, mgmtIp)
                .query(Credentials::credential)
                .optional();
    }

    public List<Credential> all() {
        return jdbc.sql("select " + COLUMNS + " from credentials order by name")
                .query(Credentials::credential)
                .list();
    }

    /**
     * Adds a credential, or corrects the one of that name, which makes a new version: what was refused may be tried again.
     *
     * @param hostId for this host alone, or null
     * @param network for this CIDR, or null; both null: for every host
     * @throws Refused where the secret can't be read now, or the network is none
     */
    @Transactional
    public Credential put(String name, String username, String vaultPath, Long hostId, String network, String who) {
        if (name == null || name.isBlank() || username == null || username.isBlank()) {
            throw Refused.invalid("A credential needs a name and a user name.");
        }
        if (hostId != null && network != null) {
            throw Refused.invalid("A credential is for a host or for a network, not both.");
        }
        secrets.read(vaultPath);
        try {
            Credential credential = jdbc.sql("""
                            insert into credentials (name, username, vault_path, host_id, cidr, created_by)
                            values (?, ?, ?, ?, ?::cidr, ?)
                            on conflict (name) do update set username = excluded.username, vault_path = excluded.vault_path,
                                host_id = excluded.host_id, cidr = excluded.cidr, version = credentials.version + 1
                            returning
                            """ + COLUMNS)
                    .params(name, username, vaultPath, hostId, network, who)
                    .query(Credentials::credential)
                    .single();
            ledger.append(Entry.of(
                            "credential:" + credential.id(),
                            "credential.set",
                            "The credential %s was set (version %d).".formatted(name, credential.version()))
                    .by(who)
                    .with(Map.of("name", name, "username", username, "vaultPath", vaultPath)));
            return credential;
        } catch (DuplicateKeyException e) {
            throw e;
        } catch (DataAccessException e) {
            throw Refused.invalid("%s is no network in CIDR form, or there is no host %s.".formatted(network, hostId));
        }
    }

    @Transactional
    public void remove(long id, String who) {
        int rows = jdbc.sql("delete from credentials where id = ?").params(id).update();
        if (rows == 0) {
            throw Refused.unknown("There is no credential " + id + ".");
        }
        ledger.append(Entry.of("credential:" + id, "credential.removed", "The credential %d was removed.".formatted(id))
                .by(who));
    }

    private static Credential credential(ResultSet row, int n) throws SQLException {
        return new Credential(
                row.getLong("id"),
                row.getString("name"),
                row.getString("username"),
                row.getString("vault_path"),
                row.getInt("version"),
                row.getObject("host_id", Long.class),
                row.getString("network"));
    }
}
