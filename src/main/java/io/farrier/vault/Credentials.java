package io.farrier.vault;

import io.farrier.hub.Refused;
import io.farrier.ledger.Entry;
import io.farrier.ledger.Ledger;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;

/** Which login is whose. For each host exactly one, or none: never a list to try, never a default. */
@Repository
public class Credentials {

    private static final String COLUMNS =
            "id, name, username, vault_path, version, host_id, cidr::text as network, priority";

    /** The host's own before its network's, a narrower network before a wider one, and then what is for every host. */
    private static final String FOR_HOST = "select " + COLUMNS + """
             from credentials
            where kind = 'bmc' and (host_id = ? or cidr >>= ?::inet or host_id is null and cidr is null)
            order by host_id is null, cidr is null, masklen(cidr) desc, priority desc, id limit 1
            """;

    private static final String PUT = """
            insert into credentials (name, username, vault_path, host_id, cidr, priority, created_by)
            values (?, ?, ?, ?, ?::cidr, ?, ?)
            on conflict (name) do update set username = excluded.username, vault_path = excluded.vault_path,
                host_id = excluded.host_id, cidr = excluded.cidr, priority = excluded.priority,
                version = credentials.version + 1
            returning
            """ + COLUMNS;

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
     * @throws Refused where the secret can't be read now, or the host or the network is none
     */
    @Transactional
    public Credential put(Credential.Draft draft, String who) {
        check(draft);
        Credential credential = write(draft, who);
        String covers = draft.hostId() != null
                ? "the host " + draft.hostId()
                : draft.network() != null ? draft.network() : "every host";
        ledger.append(Entry.of(
                        "credential:" + credential.id(),
                        "credential.set",
                        "The credential %s for %s was set (version %d)."
                                .formatted(credential.name(), covers, credential.version()))
                .by(who)
                .with(credential));
        return credential;
    }

    private void check(Credential.Draft draft) {
        if (blank(draft.name()) || blank(draft.username())) {
            throw Refused.invalid("A credential needs a name and a user name.");
        }
        if (draft.hostId() != null && draft.network() != null) {
            throw Refused.invalid("A credential is for a host or for a network, not both.");
        }
        if (draft.hostId() != null && !isHost(draft.hostId())) {
            throw Refused.invalid(
                    "There is no host %d: sweep its address first, or give a network.".formatted(draft.hostId()));
        }
        secrets.read(draft.vaultPath());
    }

    private boolean isHost(long id) {
        return jdbc.sql("select exists (select 1 from hosts where id = ?)")
                .params(id)
                .query(Boolean.class)
                .single();
    }

    private Credential write(Credential.Draft draft, String who) {
        try {
            return jdbc.sql(PUT)
                    .params(
                            draft.name().strip(),
                            draft.username(),
                            draft.vaultPath(),
                            draft.hostId(),
                            draft.network(),
                            draft.priority(),
                            who)
                    .query(Credentials::credential)
                    .single();
        } catch (DataIntegrityViolationException e) {
            // Name, host and secret were looked at before.
            throw Refused.invalid("%s is no network: write it as 10.1.0.0/16, with no bits set behind the prefix."
                    .formatted(draft.network()));
        }
    }

    private static boolean blank(String text) {
        return text == null || text.isBlank();
    }

    @Transactional
    public void remove(long id, String who) {
        String name = jdbc.sql("delete from credentials where id = ? returning name")
                .params(id)
                .query(String.class)
                .optional()
                .orElseThrow(() -> Refused.unknown("There is no credential " + id + "."));
        ledger.append(
                Entry.of("credential:" + id, "credential.removed", "The credential %s was removed.".formatted(name))
                        .by(who)
                        .with(Map.of("name", name)));
    }

    private static Credential credential(ResultSet row, int n) throws SQLException {
        return new Credential(
                row.getLong("id"),
                row.getString("name"),
                row.getString("username"),
                row.getString("vault_path"),
                row.getInt("version"),
                row.getObject("host_id", Long.class),
                row.getString("network"),
                row.getInt("priority"));
    }
}
