package io.farrier.fleet;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.farrier.hub.Order;
import io.farrier.hub.Refused;
import io.farrier.transport.Updaters;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** The hosts and their components, to be read. */
@Repository
public class Hosts {

    private static final String COLUMNS =
            "h.id, host(h.mgmt_ip) as address, h.mgmt_port, h.mgmt_kind, h.product, h.fqdn, h.model, h.service_tag,"
                    + " h.generation, h.bmc_version, h.bios_version, h.system_id, h.power_state, h.health, h.cluster_moid,"
                    + " h.tags, h.first_seen_at, h.last_seen_at, h.inventory_at, h.last_problem, h.last_problem_at";

    /** One of these transports answered on the host and is not known to take no updates there; null: whichever. */
    private static final String BY_WAYS = """
            (:ways::text[] is null or exists (
                select 1 from transport_observations o
                where o.host_id = h.id and o.supported and o.transport = any (:ways) and not exists (
                    select 1 from transport_observations no where no.host_id = h.id
                        and no.transport = o.transport and no.operation = 'submit' and not no.supported)))
            """;

    /**
     * Each part that was not given holds for all; that nothing at all was given is caught before. Of the addresses of one
     * machine the first without a problem is its own.
     */
    private static final String RESOLVE = """
            select id from hosts h where mgmt_kind = 'server' and retired_at is null
                and (cardinality(:ids) = 0 or id = any (:ids))
                and (:among::bigint[] is null or id = any (:among))
                and (cardinality(:serviceTags) = 0 or upper(service_tag) = any (:serviceTags))
                and (cardinality(:models) = 0 or model = any (:models) or replace(model, 'PowerEdge ', '') = any (:models))
                and (cardinality(:generations) = 0 or generation = any (:generations))
                and (cardinality(:firsts) = 0 or exists (
                    select 1 from unnest(:firsts, :lasts) as n(first, last)
                    where mgmt_ip between n.first::inet and n.last::inet))
                and tags @> :tags::jsonb
                and (cardinality(:exposedTo) = 0 or exists (
                    select 1 from exposures x join advisories a on a.id = x.advisory_id
                    where x.host_id = h.id and x.certain and (upper(a.id) = any (:exposedTo) or a.cves && :exposedTo::text[])))
                and\s""" + BY_WAYS + """
                and (:everyAddress or not exists (select 1 from hosts twin
                    where twin.service_tag = h.service_tag and twin.mgmt_kind = 'server' and twin.retired_at is null
                        and (twin.last_problem is not null, twin.id) < (h.last_problem is not null, h.id)))
            order by mgmt_ip, mgmt_port
            """;

    private static final Map<String, String> COMPONENT_KEYS = Map.of(
            "fqdd", "t.fqdd",
            "name", "lower(t.name)",
            "componentType", "coalesce(t.component_type, '')",
            "installedAt", "coalesce(t.installed_at, '')");

    private static final Map<String, String> KEYS = Map.of(
            "score", """
                    coalesce((select min(v.score) from scored_verdicts v where v.host_id = t.id and v.counts), -1)""",
            "id", "t.id",
            "model", "coalesce(t.model, '')",
            "serviceTag", "coalesce(t.service_tag, '')",
            "address", "t.mgmt_ip",
            "inventoryAt", "coalesce(t.inventory_at, 'epoch')");

    private static final String PAGE = "select " + COLUMNS + """
             from hosts h join hosts t on t.id = h.id
            where (:kind::text is null or h.mgmt_kind = :kind)
                and (:model::text is null or h.model = :model)
                and (:serviceTag::text is null or h.service_tag = :serviceTag)
                and (:problem::boolean is null or (h.last_problem is not null) = :problem)
                and (not :counted or h.id in (select c.id from counted_servers c))
                and (:exposedTo::text is null or exists (
                    select 1 from exposures x join advisories a on a.id = x.advisory_id
                    where x.host_id = h.id and (upper(a.id) = upper(:exposedTo) or upper(:exposedTo) = any (a.cves))))
                and\s""" + BY_WAYS + " and ";

    private final JdbcClient jdbc;
    private final ObjectMapper json;
    private final ObjectProvider<Updaters> updaters;

    Hosts(JdbcClient jdbc, ObjectMapper json, ObjectProvider<Updaters> updaters) {
        this.jdbc = jdbc;
        this.json = json;
        this.updaters = updaters;
    }

    public Optional<Host> byId(long id) {
        return jdbc.sql("select " + COLUMNS + " from hosts h where id = ?")
                .params(id)
                .query(this::host)
                .optional();
    }

    public Optional<Host> at(String address, int port) {
        return jdbc.sql("select " + COLUMNS + " from hosts h where mgmt_ip = ?::inet and mgmt_port = ?")
                .params(address, port)
                .query(this::host)
                .optional();
    }

    /** A page of hosts, by id. @param after the last id of the page before; 0 for the first */
    public List<Host> page(long after, int limit, Filter filter) {
        return page(after, limit, "id", filter);
    }

    /** @param sort id, model, serviceTag, address, inventoryAt or score, the worst first, with {@code -} in front the other way round */
    public List<Host> page(long after, int limit, String sort, Filter filter) {
        Order order = Order.of("hosts", sort, KEYS);
        order.check(jdbc, after);
        return jdbc.sql(PAGE + order.behind() + order.by())
                .param("after", after)
                .param("kind", filter.kind())
                .param("model", filter.model())
                .param("serviceTag", filter.serviceTag())
                .param("problem", filter.problem())
                .param("ways", ways(filter.updatableBy(), filter.updatableByOtherThan()))
                .param("counted", filter.counted())
                .param("exposedTo", filter.exposedTo())
                .param("limit", limit)
                .query(this::host)
                .list();
    }

    public List<Component> components(long hostId) {
        return components(hostId, "fqdd");
    }

    /** @param sort fqdd, name, componentType or installedAt, with {@code -} in front the other way round */
    public List<Component> components(long hostId, String sort) {
        return jdbc.sql("""
                        select inventory_id, fqdd, component_id, vendor_id, device_id, subvendor_id, subdevice_id, component_type,
                            name, version, updateable, installed_at, weak
                        from components t where host_id = ?
                        """
                        + Order.of("components", "inventory_id", sort, COMPONENT_KEYS)
                                .whole())
                .params(hostId)
                .query(Component.class)
                .list();
    }

    /** Where else a server with this service tag is known. */
    List<String> othersOf(long id, String serviceTag) {
        return jdbc.sql("select host(mgmt_ip) from hosts where service_tag = ? and id <> ? and mgmt_kind = 'server'"
                        + " order by id")
                .params(serviceTag, id)
                .query(String.class)
                .list();
    }

    /** How many servers there are. */
    public long count() {
        return jdbc.sql("select count(*) from hosts where mgmt_kind = 'server'")
                .query(Long.class)
                .single();
    }

    /**
     * The servers that a selector means now; for an empty one, none. A machine that is known at several addresses is meant
     * at one of them only: it must never be updated by two runs at once.
     */
    public List<Long> resolve(Selector selector) {
        return resolve(selector, null, false);
    }

    /** Which of these hosts a selector means, at whichever address they are known. */
    public List<Long> resolve(Selector selector, Collection<Long> among) {
        return resolve(selector, among.toArray(Long[]::new), true);
    }

    /** The same with every known address of a machine, for what concerns the address, as its certificate does. */
    public List<Long> resolveAddresses(Selector selector) {
        return resolve(selector, null, true);
    }

    private List<Long> resolve(Selector selector, Long[] among, boolean everyAddress) {
        if (selector.empty()) {
            return List.of();
        }
        List<Span> networks = selector.networks().stream().map(Span::parse).toList();
        return jdbc.sql(RESOLVE)
                .param("ids", selector.ids().toArray(Long[]::new))
                .param("among", among)
                .param("serviceTags", array(selector.serviceTags()))
                .param("models", array(selector.models()))
                .param("generations", array(selector.generations()))
                .param("firsts", array(networks.stream().map(Span::lowest).toList()))
                .param("lasts", array(networks.stream().map(Span::highest).toList()))
                .param("tags", text(selector.tags()))
                .param(
                        "exposedTo",
                        array(selector.exposedTo().stream()
                                .map(name -> name.toUpperCase(Locale.ROOT))
                                .toList()))
                .param("ways", ways(selector.updatableBy(), selector.updatableByOtherThan()))
                .param("everyAddress", everyAddress)
                .query(Long.class)
                .list();
    }

    /** The transports that are meant, of those that can update at all; null where it does not matter. */
    private String[] ways(String by, String other) {
        if (by == null && other == null) {
            return null;
        }
        List<String> known = updaters.getObject().transports();
        for (String given : new String[] {by, other}) {
            if (given != null && !known.contains(given)) {
                // Misspelt, "any but this one" would select more.
                throw Refused.invalid(
                        "There is no transport %s; there are %s.".formatted(given, String.join(", ", known)));
            }
        }
        return updaters.getObject().updating().stream()
                .filter(transport -> by == null || transport.equals(by))
                .filter(transport -> !transport.equals(other))
                .toArray(String[]::new);
    }

    private static String[] array(List<String> texts) {
        return texts.toArray(String[]::new);
    }

    private String text(Map<String, String> tags) {
        try {
            return json.writeValueAsString(tags);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private Host host(ResultSet row, int n) throws SQLException {
        try {
            return new Host(
                    row.getLong("id"),
                    row.getString("address"),
                    row.getInt("mgmt_port"),
                    row.getString("mgmt_kind"),
                    row.getString("product"),
                    row.getString("fqdn"),
                    row.getString("model"),
                    row.getString("service_tag"),
                    row.getString("generation"),
                    row.getString("bmc_version"),
                    row.getString("bios_version"),
                    row.getString("system_id"),
                    row.getString("power_state"),
                    row.getString("health"),
                    row.getString("cluster_moid"),
                    json.readTree(row.getString("tags")),
                    instant(row.getTimestamp("first_seen_at")),
                    instant(row.getTimestamp("last_seen_at")),
                    instant(row.getTimestamp("inventory_at")),
                    row.getString("last_problem"),
                    instant(row.getTimestamp("last_problem_at")));
        } catch (JsonProcessingException e) {
            throw new SQLException("the tags of a host are no JSON", e);
        }
    }

    private static Instant instant(Timestamp time) {
        return time == null ? null : time.toInstant();
    }
}
