package io.farrier.plan;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.farrier.hub.Bodies;
import io.farrier.hub.Refused;
import io.farrier.ledger.Entry;
import io.farrier.ledger.Ledger;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;

/** What is wanted of hosts by the place that they are in: everywhere, at a site, in a cluster, or of one host. */
@Repository
public class Policies {

    private record Said(Policy policy) {}

    /** @param scope everywhere, site, cluster or host */
    public record Stated(long id, String scope, String name, JsonNode policy, String who, Instant at) {}

    private static final String OF = """
            select h.host_id, p.scope, p.name, p.policy from host_places h join policies p
              on p.scope = 'site' and p.name = h.site or p.scope = 'cluster' and p.name = h.cluster
                or p.scope = 'host' and p.name = h.host_id::text
            where h.host_id = any (?)
            order by h.host_id, array_position(array['site', 'cluster', 'host'], p.scope)
            """;

    private final JdbcClient jdbc;
    private final Ledger ledger;
    private final ObjectMapper json;
    private final Bodies bodies;

    Policies(JdbcClient jdbc, Ledger ledger, ObjectMapper json, Bodies bodies) {
        this.bodies = bodies;
        this.jdbc = jdbc;
        this.ledger = ledger;
        this.json = json;
    }

    /**
     * States what is wanted in a place, instead of what was before.
     *
     * @throws Refused for a policy that is wrong, or one that wants of a place what only a plan can be asked for
     */
    @Transactional
    public Stated state(String scope, String name, JsonNode policy, String who) {
        if (scope == null || !List.of("everywhere", "site", "cluster", "host").contains(scope)) {
            throw Refused.invalid(
                    "A policy is stated everywhere, or for a site, a cluster or a host, not " + scope + ".");
        }
        if (scope.equals("everywhere") != (name == null || name.isBlank())) {
            throw Refused.invalid("The policy for a " + scope + " needs a name, that for everywhere has none.");
        }
        if (policy == null || !policy.isObject() || policy.isEmpty()) {
            throw Refused.invalid("The policy says nothing.");
        }
        for (var setting : policy.properties()) {
            if (!scope.equals("everywhere") && !Layers.OF_A_HOST.contains(setting.getKey())) {
                throw Refused.invalid("A %s can't want %s: that is about a plan as a whole. It may want %s."
                        .formatted(
                                scope,
                                setting.getKey(),
                                String.join(
                                        ", ", Layers.OF_A_HOST.stream().sorted().toList())));
            }
        }
        read(policy).checked();
        String where = where(scope, name);
        Stated stated = jdbc.sql("insert into policies (scope, name, policy, who) values (?, ?, ?::jsonb, ?)"
                        + " on conflict (scope, name) do update set policy = excluded.policy, who = excluded.who, at = now()"
                        + " returning *")
                .params(scope, name == null ? "" : name, policy.toString(), who)
                .query(this::stated)
                .single();
        ledger.append(Entry.of("policies", "policy.stated", "For %s is wanted: %s.".formatted(where, policy))
                .by(who)
                .with(policy));
        return stated;
    }

    @Transactional
    public void withdraw(long id, String who) {
        Stated gone = jdbc.sql("delete from policies where id = ? returning *")
                .params(id)
                .query(this::stated)
                .optional()
                .orElseThrow(() -> Refused.unknown("There is no policy " + id + "."));
        ledger.append(Entry.of(
                        "policies",
                        "policy.withdrawn",
                        "Nothing of its own is wanted any more for %s.".formatted(where(gone.scope(), gone.name())))
                .by(who)
                .with(gone.policy()));
    }

    public List<Stated> all() {
        return jdbc.sql(
                        "select * from policies order by array_position(array['everywhere', 'site', 'cluster', 'host'], scope), name")
                .query(this::stated)
                .list();
    }

    /** What a new plan wants where it says nothing itself. */
    Policy planned(JsonNode said) {
        Optional<JsonNode> everywhere = jdbc.sql("select * from policies where scope = 'everywhere'")
                .query(this::stated)
                .optional()
                .map(Stated::policy);
        ObjectNode merged = json.createObjectNode();
        everywhere.ifPresent(policy -> merged.setAll((ObjectNode) policy));
        if (said != null && said.isObject()) {
            merged.setAll((ObjectNode) said);
        }
        return read(merged).checked();
    }

    /** The layers over a plan's own policy, by host, the widest first; a host that nothing is wanted of is not in it. */
    Map<Long, List<Layers.Layer>> of(List<Long> hosts) {
        Map<Long, List<Layers.Layer>> layers = new HashMap<>();
        jdbc.sql(OF).params((Object) hosts.toArray(Long[]::new)).query(row -> {
            layers.computeIfAbsent(row.getLong("host_id"), id -> new ArrayList<>())
                    .add(new Layers.Layer(
                            where(row.getString("scope"), row.getString("name")), tree(row.getString("policy"))));
        });
        return layers;
    }

    private Policy read(JsonNode policy) {
        return bodies.read(json.createObjectNode().set("policy", policy).toString(), Said.class)
                .policy();
    }

    private Stated stated(ResultSet row, int n) throws SQLException {
        return new Stated(
                row.getLong("id"),
                row.getString("scope"),
                row.getString("name"),
                tree(row.getString("policy")),
                row.getString("who"),
                row.getTimestamp("at").toInstant());
    }

    private JsonNode tree(String text) {
        try {
            return json.readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A policy in the database is no JSON", e);
        }
    }

    private static String where(String scope, String name) {
        return scope.equals("everywhere") ? scope : scope + " " + name;
    }
}
