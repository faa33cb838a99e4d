package io.farrier.vcenter;

import io.farrier.hub.Refused;
import io.farrier.ledger.Entry;
import io.farrier.ledger.Ledger;
import io.farrier.vault.Secrets;
import java.net.URI;
import java.net.URISyntaxException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;

/** The vCenters as configured things. Each change is one transaction with its event. */
@Repository
public class Vcenters {

    private static final String ALL = """
            select v.*, c.username, c.version as credential_version,
                case when v.tried_version = c.version and v.failed_at > now() - interval '1 hour'
                    then v.failed_at + interval '1 hour' end as rests_until
            from vcenters v join credentials c on c.id = v.credential_id
            """;

    private static final String CREDENTIAL = """
            insert into credentials (name, kind, username, vault_path, created_by) values (?, 'vcenter', ?, ?, ?) returning id
            """;

    private static final String RENEW =
            "update credentials set username = ?, vault_path = ?, version = version + 1 where id = ?";

    private final JdbcClient jdbc;
    private final Secrets secrets;
    private final Ledger ledger;

    Vcenters(JdbcClient jdbc, Secrets secrets, Ledger ledger) {
        this.jdbc = jdbc;
        this.secrets = secrets;
        this.ledger = ledger;
    }

    /**
     * What somebody wants a vCenter to be; null where they do not say.
     *
     * @param vaultPath where its password is: env:NAME, file:/path or vault:NAME
     */
    public record Wanted(String name, String url, String username, String vaultPath, Boolean enabled) {}

    public List<Vcenter> all() {
        return jdbc.sql(ALL + "order by v.name").query(Vcenters::row).list();
    }

    /** @throws Refused when there is none */
    public Vcenter byId(long id) {
        return find(id).orElseThrow(() -> Refused.unknown("There is no vCenter " + id + "."));
    }

    public Optional<Vcenter> find(long id) {
        return jdbc.sql(ALL + "where v.id = ?").params(id).query(Vcenters::row).optional();
    }

    /** Adds one, with a credential of its own. @throws Refused where anything of it is wrong; nothing is changed then */
    @Transactional
    public Vcenter add(Wanted wanted, String who) {
        String name = needed(wanted.name(), "A vCenter needs a name.");
        String url = url(wanted.url());
        String username = needed(wanted.username(), "A vCenter needs a username, as farrier@vsphere.local.");
        String path = needed(wanted.vaultPath(), "A vCenter needs a vaultPath that says where its password is.");
        secrets.read(path);
        if (jdbc.sql("select exists (select 1 from vcenters where name = ? or url = ?)")
                .params(name, url)
                .query(Boolean.class)
                .single()) {
            throw Refused.conflict("There is a vCenter of the name %s or at %s already.".formatted(name, url));
        }
        long id;
        try {
            long credential = jdbc.sql(CREDENTIAL)
                    .params("vcenter " + name, username, path, who)
                    .query(Long.class)
                    .single();
            id = jdbc.sql("insert into vcenters (name, url, credential_id, enabled, created_by) values (?, ?, ?, ?, ?)"
                            + " returning id")
                    .params(name, url, credential, wanted.enabled() == null || wanted.enabled(), who)
                    .query(Long.class)
                    .single();
        } catch (DuplicateKeyException e) {
            throw Refused.conflict("There is a vCenter or a credential of the name %s, or a vCenter at %s already."
                    .formatted(name, url));
        }
        tell(id, "added", "The vCenter %s at %s was added.".formatted(name, url), who);
        return byId(id);
    }

    /** What is not said stays. A user name or a password's place that is said is a new version, and tried at once. */
    @Transactional
    public Vcenter edit(long id, Wanted wanted, String who) {
        Vcenter now = byId(id);
        if (wanted.url() != null && !url(wanted.url()).equals(now.url())) {
            throw Refused.conflict(
                    "The url of a vCenter stays as it is. Add the other one, and remove this one when its hosts are seen"
                            + " there.");
        }
        if (wanted.name() != null && !wanted.name().strip().equals(now.name())) {
            throw Refused.conflict("The name of a vCenter stays as it is.");
        }
        if (wanted.username() != null || wanted.vaultPath() != null) {
            String before = jdbc.sql("select vault_path from credentials where id = ?")
                    .params(now.credentialId())
                    .query(String.class)
                    .single();
            String path = wanted.vaultPath() == null ? before : wanted.vaultPath();
            secrets.read(path);
            jdbc.sql(RENEW)
                    .params(wanted.username() == null ? now.username() : wanted.username(), path, now.credentialId())
                    .update();
        }
        jdbc.sql("update vcenters set enabled = ?, due_at = now(), rung_at = null where id = ?")
                .params(wanted.enabled() == null ? now.enabled() : wanted.enabled(), id)
                .update();
        tell(id, "edited", "The vCenter %s was edited.".formatted(now.name()), who);
        return byId(id);
    }

    /** Forgets it, and that its hosts were in it: from then on nothing protects them but their policy. */
    @Transactional
    public void remove(long id, String who) {
        Vcenter vcenter = byId(id);
        int busy = jdbc.sql("""
                        select count(*) from host_runs r join vcenter_hosts e on e.host_id = r.host_id
                        where e.vcenter_id = ? and r.ended_at is null
                        """).params(id).query(Integer.class).single();
        if (busy > 0) {
            throw Refused.conflict(
                    "%d hosts of %s are in a run. Remove it when those have ended.".formatted(busy, vcenter.name()));
        }
        int hosts = jdbc.sql(
                        "update hosts set vcenter_url = null, cluster_moid = null, host_moid = null where vcenter_url = ?")
                .params(vcenter.url())
                .update();
        jdbc.sql("delete from vcenters where id = ?").params(id).update();
        jdbc.sql("delete from credentials where id = ?")
                .params(vcenter.credentialId())
                .update();
        tell(
                id,
                "removed",
                "The vCenter %s was removed; %d hosts are no vSphere hosts any more to this hub."
                        .formatted(vcenter.name(), hosts),
                who);
    }

    /** Takes the certificate that was refused as the right one from now on. */
    @Transactional
    public Vcenter accept(long id, String who) {
        Vcenter vcenter = byId(id);
        int changed = jdbc.sql("""
                        update vcenters set pin = seen, pin_by = ?, seen = null, seen_why = null, due_at = now()
                        where id = ? and seen is not null
                        """).params(who, id).update();
        if (changed == 0) {
            throw Refused.conflict("No certificate of %s was refused.".formatted(vcenter.name()));
        }
        tell(
                id,
                "certificate.pinned",
                "The certificate that %s shows now was accepted.".formatted(vcenter.name()),
                who);
        return byId(id);
    }

    private static String needed(String text, String why) {
        if (text == null || text.isBlank() || text.length() > 200) {
            throw Refused.invalid(why);
        }
        return text.strip();
    }

    /** @throws Refused where it is no address of a vCenter */
    static String url(String asked) {
        String wrong = "The url of a vCenter is https://name or https://name:port, without a login in it.";
        try {
            URI url = new URI(needed(asked, wrong));
            boolean whole = url.getPath() == null || url.getPath().matches("(/sdk)?/?");
            if (!"https".equalsIgnoreCase(url.getScheme())
                    || url.getHost() == null
                    || url.getUserInfo() != null
                    || url.getQuery() != null
                    || url.getFragment() != null
                    || !whole) {
                throw Refused.invalid(wrong);
            }
            String port = url.getPort() < 0 || url.getPort() == 443 ? "" : ":" + url.getPort();
            return "https://" + url.getHost().toLowerCase(Locale.ROOT) + port;
        } catch (URISyntaxException e) {
            throw Refused.invalid(wrong);
        }
    }

    private void tell(long id, String what, String sentence, String who) {
        ledger.append(
                Entry.of("vcenter:" + id, "vcenter." + what, sentence).by(who).with(Map.of("vcenter", id)));
    }

    private static Vcenter row(ResultSet row, int n) throws SQLException {
        return new Vcenter(
                row.getLong("id"),
                row.getString("name"),
                row.getString("url"),
                row.getString("username"),
                row.getLong("credential_id"),
                row.getInt("credential_version"),
                row.getBoolean("enabled"),
                row.getString("version"),
                row.getString("seen_why"),
                instant(row.getTimestamp("rests_until")),
                instant(row.getTimestamp("synced_at")),
                row.getString("last_problem"),
                instant(row.getTimestamp("last_problem_at")));
    }

    static Instant instant(Timestamp time) {
        return time == null ? null : time.toInstant();
    }
}
