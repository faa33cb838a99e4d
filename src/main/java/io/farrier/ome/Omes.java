package io.farrier.ome;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
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

/** The OMEs as configured things. Each change is one transaction with its event. */
@Repository
public class Omes {

    private static final String ALL = """
            select v.*, c.username, c.version as credential_version,
                case when v.tried_version = c.version and v.failed_at > now() - interval '1 hour'
                    then v.failed_at + interval '1 hour' end as rests_until
            from omes v join credentials c on c.id = v.credential_id
            """;

    private static final String CREDENTIAL = """
            insert into credentials (name, kind, username, vault_path, created_by) values (?, 'ome', ?, ?, ?) returning id
            """;

    private static final String RENEW =
            "update credentials set username = ?, vault_path = ?, version = version + 1 where id = ?";

    private final JdbcClient jdbc;
    private final Secrets secrets;
    private final Ledger ledger;
    private final ObjectMapper json;

    Omes(JdbcClient jdbc, Secrets secrets, Ledger ledger, ObjectMapper json) {
        this.json = json;
        this.jdbc = jdbc;
        this.secrets = secrets;
        this.ledger = ledger;
    }

    /**
     * What somebody wants an OME to be; null where they do not say.
     *
     * @param vaultPath where its password is: env:NAME, file:/path or vault:NAME
     * @param groupTags by the name of a tag, the group whose child groups are its values
     */
    public record Wanted(
            String name,
            String url,
            String username,
            String vaultPath,
            Boolean enabled,
            Map<String, String> groupTags) {}

    public List<Ome> all() {
        return jdbc.sql(ALL + "order by v.name").query(this::row).list();
    }

    /** @throws Refused when there is none */
    public Ome byId(long id) {
        return find(id).orElseThrow(() -> Refused.unknown("There is no OME " + id + "."));
    }

    public Optional<Ome> find(long id) {
        return jdbc.sql(ALL + "where v.id = ?").params(id).query(this::row).optional();
    }

    /** Adds one, with a credential of its own. @throws Refused where anything of it is wrong; nothing is changed then */
    @Transactional
    public Ome add(Wanted wanted, String who) {
        String name = needed(wanted.name(), "An OME needs a name.");
        String url = url(wanted.url());
        String username = needed(wanted.username(), "An OME needs a username, as farrier.");
        String path = needed(wanted.vaultPath(), "An OME needs a vaultPath that says where its password is.");
        secrets.read(path);
        if (jdbc.sql("select exists (select 1 from omes where name = ? or url = ?)")
                .params(name, url)
                .query(Boolean.class)
                .single()) {
            throw Refused.conflict("There is an OME of the name %s or at %s already.".formatted(name, url));
        }
        long id;
        try {
            long credential = jdbc.sql(CREDENTIAL)
                    .params("ome " + name, username, path, who)
                    .query(Long.class)
                    .single();
            id = jdbc.sql("insert into omes (name, url, credential_id, enabled, group_tags, created_by)"
                            + " values (?, ?, ?, ?, ?::jsonb, ?)"
                            + " returning id")
                    .params(
                            name,
                            url,
                            credential,
                            wanted.enabled() == null || wanted.enabled(),
                            groupTags(wanted, Map.of()),
                            who)
                    .query(Long.class)
                    .single();
        } catch (DuplicateKeyException e) {
            throw Refused.conflict(
                    "There is an OME or a credential of the name %s, or an OME at %s already.".formatted(name, url));
        }
        tell(id, "added", "The OME %s at %s was added.".formatted(name, url), who);
        return byId(id);
    }

    /** What is not said stays. A user name or a password's place that is said is a new version, and tried at once. */
    @Transactional
    public Ome edit(long id, Wanted wanted, String who) {
        Ome now = byId(id);
        if (wanted.url() != null && !url(wanted.url()).equals(now.url())) {
            throw Refused.conflict(
                    "The url of an OME stays as it is. Add the other one, and remove this one when its hosts are seen"
                            + " there.");
        }
        if (wanted.name() != null && !wanted.name().strip().equals(now.name())) {
            throw Refused.conflict("The name of an OME stays as it is.");
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
        jdbc.sql("update omes set enabled = ?, group_tags = ?::jsonb, due_at = now(), rung_at = null where id = ?")
                .params(
                        wanted.enabled() == null ? now.enabled() : wanted.enabled(),
                        groupTags(wanted, now.groupTags()),
                        id)
                .update();
        tell(id, "edited", "The OME %s was edited.".formatted(now.name()), who);
        return byId(id);
    }

    /** Forgets it, what it said, and the tags that hosts have from it; the hosts stay. */
    @Transactional
    public void remove(long id, String who) {
        Ome ome = byId(id);
        int hosts = jdbc.sql("""
                        update hosts h set tags = h.tags - g.names from (
                            select d.host_id, array_agg(t.key) as names
                            from ome_devices d cross join jsonb_each(d.given) t join hosts x on x.id = d.host_id
                            where d.ome_id = ? and x.tags -> t.key = t.value group by d.host_id) g
                        where h.id = g.host_id
                        """).params(id).update();
        jdbc.sql("delete from omes where id = ?").params(id).update();
        jdbc.sql("delete from credentials where id = ?")
                .params(ome.credentialId())
                .update();
        tell(
                id,
                "removed",
                "The OME %s was removed, and the tags that %d hosts had from it.".formatted(ome.name(), hosts),
                who);
    }

    /** Takes the certificate that was refused as the right one from now on. */
    @Transactional
    public Ome accept(long id, String who) {
        Ome ome = byId(id);
        int changed = jdbc.sql("""
                        update omes set pin = seen, pin_by = ?, seen = null, seen_why = null, due_at = now()
                        where id = ? and seen is not null
                        """).params(who, id).update();
        if (changed == 0) {
            throw Refused.conflict("No certificate of %s was refused.".formatted(ome.name()));
        }
        tell(id, "certificate.pinned", "The certificate that %s shows now was accepted.".formatted(ome.name()), who);
        return byId(id);
    }

    private static String needed(String text, String why) {
        if (text == null || text.isBlank() || text.length() > 200) {
            throw Refused.invalid(why);
        }
        return text.strip();
    }

    /** @throws Refused where it is no address of an OME */
    static String url(String asked) {
        String wrong = "The url of an OME is https://name or https://name:port, without a login in it.";
        try {
            URI url = new URI(needed(asked, wrong));
            boolean whole = url.getPath() == null || url.getPath().matches("/?");
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

    private String groupTags(Wanted wanted, Map<String, String> before) {
        Map<String, String> tags = wanted.groupTags() == null ? before : wanted.groupTags();
        tags.forEach((tag, group) -> {
            needed(tag, "In groupTags the name of a tag is missing.");
            needed(group, "In groupTags the tag %s names no group.".formatted(tag));
        });
        try {
            return json.writeValueAsString(tags);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private Map<String, String> read(String tags) throws SQLException {
        try {
            return json.readValue(tags, new TypeReference<>() {});
        } catch (JsonProcessingException e) {
            throw new SQLException("the groupTags of an OME are no texts", e);
        }
    }

    private void tell(long id, String what, String sentence, String who) {
        ledger.append(Entry.of("ome:" + id, "ome." + what, sentence).by(who).with(Map.of("ome", id)));
    }

    private Ome row(ResultSet row, int n) throws SQLException {
        return new Ome(
                row.getLong("id"),
                row.getString("name"),
                row.getString("url"),
                row.getString("username"),
                row.getLong("credential_id"),
                row.getInt("credential_version"),
                row.getBoolean("enabled"),
                read(row.getString("group_tags")),
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
