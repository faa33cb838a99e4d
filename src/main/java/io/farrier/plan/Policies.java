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

    /** A place has several names: what is said by the one that its vCenter shows gives way to what is said by its tag. */
    private static final String OF = """
            select h.host_id, p.scope, p.name, p.policy from host_places h join hosts t on t.id = h.host_id
            left join vcenters v on v.url = t.vcenter_url
            left join vcenter_clusters k on k.vcenter_id = v.id and k.moid = t.cluster_moid and k.gone_at is null
            join policies p on p.scope = 'site' and p.name in (h.site, k.datacenter)
                or p.scope = 'cluster' and p.name in (h.cluster, k.name, t.tags ->> 'cluster')
                or p.scope = 'host' and p.name = h.host_id::text
            where h.host_id = any (?)
            order by h.host_id, array_position(array['site', 'cluster', 'host'], p.scope),
                array_position(array[k.datacenter, k.name, h.site, t.tags ->> 'cluster', h.cluster], p.name)
            """;

    private static final String LIMITED =
            "select exists (select 1 from policies where scope in ('site', 'cluster') and jsonb_exists_any(policy, ?))";

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
            if (!Settings.may(scope, setting.getKey())) {
                throw Refused.invalid("A %s can't want %s: that is about %s. It may want %s."
                        .formatted(
                                scope,
                                setting.getKey(),
                                Settings.places(setting.getKey()).size() > 1
                                        ? "a wider place (%s)"
                                                .formatted(String.join(", ", Settings.places(setting.getKey())))
                                        : "a plan as a whole",
                                String.join(", ", Settings.of(scope))));
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
        ObjectNode merged = json.createObjectNode();
        everywhere().ifPresent(policy -> merged.setAll((ObjectNode) policy));
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
                            row.getString("scope"),
                            where(row.getString("scope"), row.getString("name")),
                            tree(row.getString("policy"))));
        });
        return layers;
    }

    /** What their places want to be the limits of how many are at work there; a host whose places say nothing is not in it. */
    Map<Long, Limits> limits(List<Long> hosts) {
        boolean any = jdbc.sql(LIMITED)
                .params((Object) Limits.SETTINGS.toArray(String[]::new))
                .query(Boolean.class)
                .single();
        Map<Long, Limits> limits = new HashMap<>();
        if (any) {
            of(hosts).forEach((host, layers) -> limits.put(host, Limits.of(layers)));
        }
        return limits;
    }

    /**
     * What is wanted of a host, and who says so.
     *
     * @param plan null: of one that says nothing itself
     * @throws Refused where there is no such host or plan
     */
    public Explanation explain(long host, Long plan) {
        if (!jdbc.sql("select exists (select 1 from hosts where id = ?)")
                .params(host)
                .query(Boolean.class)
                .single()) {
            throw Refused.unknown("There is no host " + host + ".");
        }
        List<Explanation.Voice> voices = new ArrayList<>();
        voices.add(new Explanation.Voice("default", "the careful default", json.valueToTree(Policy.CAREFUL)));
        if (plan == null) {
            everywhere().ifPresent(policy -> voices.add(new Explanation.Voice("everywhere", "everywhere", policy)));
        } else {
            voices.addAll(drafted(plan));
        }
        of(List.of(host))
                .getOrDefault(host, List.of())
                .forEach(layer -> voices.add(new Explanation.Voice(layer.scope(), layer.where(), layer.policy())));
        return Explanation.of(host, plan, voices);
    }

    /** What was said everywhere when it was drafted is a plan's since then, but was not said by it. */
    private List<Explanation.Voice> drafted(long plan) {
        return jdbc.sql("select policy, said from update_plans where id = ?")
                .params(plan)
                .query((row, n) -> {
                    JsonNode said = row.getString("said") == null ? null : tree(row.getString("said"));
                    JsonNode careful = json.valueToTree(Policy.CAREFUL);
                    ObjectNode before = json.createObjectNode();
                    ObjectNode own = json.createObjectNode();
                    tree(row.getString("policy")).properties().forEach(setting -> {
                        boolean asEver = setting.getValue().equals(careful.get(setting.getKey()));
                        if (said == null ? !asEver : said.has(setting.getKey())) {
                            own.set(setting.getKey(), setting.getValue());
                        } else if (!asEver) {
                            before.set(setting.getKey(), setting.getValue());
                        }
                    });
                    return List.of(
                            new Explanation.Voice(
                                    "everywhere",
                                    "everywhere, as it was when plan %d was drafted".formatted(plan),
                                    before),
                            new Explanation.Voice("plan", "plan " + plan, own));
                })
                .optional()
                .orElseThrow(() -> Refused.unknown("There is no plan " + plan + "."));
    }

    private Optional<JsonNode> everywhere() {
        return jdbc.sql("select * from policies where scope = 'everywhere'")
                .query(this::stated)
                .optional()
                .map(Stated::policy);
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
