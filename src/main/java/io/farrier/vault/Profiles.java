package io.farrier.vault;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** The profiles for BMCs, as they are stored. */
@Repository
class Profiles {

    private static final String SELECT = """
            select c.id, c.name, p.name as parent, c.scope, c.host_id, c.cidr::text as network, c.cluster, c.tags, c.username,
                c.vault_path, c.priority, c.version
            from credentials c left join credentials p on p.id = c.parent_id
            where c.kind = 'bmc'
            """;

    private static final String PUT = """
            insert into credentials (name, parent_id, scope, host_id, cidr, cluster, tags, username, vault_path, priority,
                created_by)
            values (:name, (select id from credentials where name = :parent), :scope, :host, :network::cidr, :cluster,
                :tags::jsonb, :username, :path, :priority, :who)
            on conflict (name) do update set parent_id = excluded.parent_id, scope = excluded.scope,
                host_id = excluded.host_id, cidr = excluded.cidr, cluster = excluded.cluster, tags = excluded.tags,
                username = excluded.username, vault_path = excluded.vault_path, priority = excluded.priority
                where credentials.kind = 'bmc'
            """;

    /** Of those and of all that may have something from them. */
    private static final String NEW_VERSION = """
            with recursive meant as (
                select id from credentials where name = :name or vault_path = :path
                union select c.id from credentials c join meant on c.parent_id = meant.id)
            update credentials set version = version + 1 where id in (select id from meant)
            """;

    private final JdbcClient jdbc;
    private final ObjectMapper json;

    Profiles(JdbcClient jdbc, ObjectMapper json) {
        this.jdbc = jdbc;
        this.json = json;
    }

    List<Profile> all() {
        return jdbc.sql(SELECT + " order by c.name").query(this::profile).list();
    }

    /** Those that may cover a host: other hosts' own are left out, and a fleet may have thousands of them. */
    List<Profile> around(long hostId) {
        return jdbc.sql(SELECT + " and (c.host_id is null or c.host_id = ?)")
                .params(hostId)
                .query(this::profile)
                .list();
    }

    Optional<Profile> named(String name) {
        return jdbc.sql(SELECT + " and c.name = ?")
                .params(name)
                .query(this::profile)
                .optional();
    }

    /** What decides for a host; one that is not known is where its address is, and nothing else. */
    Place place(long hostId, String address) {
        return jdbc.sql("select cluster_moid, tags from hosts where id = ?")
                .params(hostId)
                .query((row, n) ->
                        new Place(hostId, address, row.getString("cluster_moid"), tags(row.getString("tags"))))
                .optional()
                .orElse(new Place(0, address, null, Map.of()));
    }

    /** The address of a host's BMC. */
    Optional<String> address(long hostId) {
        return jdbc.sql("select host(mgmt_ip) from hosts where id = ?")
                .params(hostId)
                .query(String.class)
                .optional();
    }

    boolean isHost(long id) {
        return jdbc.sql("select exists (select 1 from hosts where id = ?)")
                .params(id)
                .query(Boolean.class)
                .single();
    }

    /** Until the end of the transaction nobody else changes profiles: what was found right together stays so. */
    void lock() {
        jdbc.sql("lock table credentials in share row exclusive mode").update();
    }

    /** @return whether it was written; a vCenter's or a share's of that name stays as it is */
    boolean write(Profile.Draft draft, String who) {
        int written = jdbc.sql(PUT)
                .param("name", draft.name())
                .param("parent", draft.parent())
                .param("scope", draft.scope())
                .param("host", draft.hostId())
                .param("network", draft.network())
                .param("cluster", draft.cluster())
                .param("tags", text(draft.tags()))
                .param("username", draft.username())
                .param("path", draft.vaultPath())
                .param("priority", draft.priority())
                .param("who", who)
                .update();
        return written > 0;
    }

    /** A corrected profile is a new version, and so are those below it. */
    void corrected(String name) {
        jdbc.sql(NEW_VERSION).param("name", name).param("path", null).update();
    }

    /** So are all whose secret is at a path. @return how many */
    int renewed(String vaultPath) {
        return jdbc.sql(NEW_VERSION)
                .param("name", null)
                .param("path", vaultPath)
                .update();
    }

    /** Who refers to a path, of any kind. */
    List<String> referring(String vaultPath) {
        return jdbc.sql("select name from credentials where vault_path = ? order by name")
                .params(vaultPath)
                .query(String.class)
                .list();
    }

    List<String> below(long id) {
        return jdbc.sql("select name from credentials where parent_id = ? order by name")
                .params(id)
                .query(String.class)
                .list();
    }

    /** @return its name; empty where there was none */
    Optional<String> delete(long id) {
        return jdbc.sql("delete from credentials where id = ? and kind = 'bmc' returning name")
                .params(id)
                .query(String.class)
                .optional();
    }

    private Profile profile(ResultSet row, int n) throws SQLException {
        return new Profile(
                row.getLong("id"),
                row.getString("name"),
                row.getString("parent"),
                row.getString("scope"),
                row.getObject("host_id", Long.class),
                row.getString("network"),
                row.getString("cluster"),
                tags(row.getString("tags")),
                row.getString("username"),
                row.getString("vault_path"),
                row.getInt("priority"),
                row.getInt("version"));
    }

    private Map<String, String> tags(String text) throws SQLException {
        try {
            return json.readValue(text, new TypeReference<>() {});
        } catch (JsonProcessingException e) {
            throw new SQLException("tags are no JSON object of texts", e);
        }
    }

    private String text(Map<String, String> tags) {
        try {
            return json.writeValueAsString(tags);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
