package io.farrier.opinion;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.farrier.bell.Bell;
import io.farrier.bell.Kind;
import io.farrier.bell.Ring;
import io.farrier.bell.Turn;
import io.farrier.bell.Turns;
import io.farrier.catalog.Catalog;
import io.farrier.catalog.Catalogs;
import io.farrier.catalog.Links;
import io.farrier.catalog.Originals;
import io.farrier.compliance.Verdict;
import io.farrier.hub.Refused;
import io.farrier.ledger.Entry;
import io.farrier.ledger.Ledger;
import io.farrier.transport.Repository.Offer;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;

/** What devices say of themselves, and where it differs from what the hub says. */
@Repository
public class Opinions {

    private static final String ASK = """
            insert into opinions (host_id, catalog, catalog_id, asked_by) values (?, ?, ?, ?)
            on conflict (host_id) do update set catalog = excluded.catalog, catalog_id = excluded.catalog_id, asked_by = excluded.asked_by, asked_at = now(),
                state = 'asked', jid = null, reason = null, until_at = null, turn = opinions.turn + 1, due_at = now(), stumbles = 0,
                worker = null, lease_until = null
            where opinions.state in ('told', 'failed') returning id
            """;

    /** Servers whose opinion is the oldest, of those that a catalog was judged by. */
    private static final String DUE = """
            select h.id from hosts h left join opinions o on o.host_id = h.id
            where h.mgmt_kind = 'server' and h.last_problem is null and h.inventory_at is not null
                and (o.id is null or o.state in ('told', 'failed') and o.asked_at < now() - ? * interval '1 second')
                and not exists (select 1 from host_runs r where r.host_id = h.id and r.ended_at is null)
            order by o.asked_at nulls first, h.id limit ?
            """;

    /** Current ones, that which most of a host's verdicts rest on first. */
    private static final String CATALOGS = """
            select c.id from catalogs c left join verdicts v on v.catalog_id = c.id and v.host_id = ?
            where c.state = 'current' group by c.id order by count(v.*) desc, c.id desc
            """;

    /** Whoever admits a run to the host shares this lock until that is committed ({@code Runs.admit}). */
    private static final String ALONE = "select pg_try_advisory_xact_lock(hashtextextended('writer', ?))";

    private static final String INTEND = """
            update opinions set state = 'intended', until_at = ? where id = ? and turn = ? and worker = ? and not exists (
                select 1 from host_runs r where r.host_id = opinions.host_id and r.ended_at is null)
            """;

    private static final String OURS = """
            select host_id, fqdd, name, component_id, installed, verdict, available, counts from verdicts where host_id = any (?)
            """;

    private final JdbcClient jdbc;
    private final Turns turns;
    private final Catalogs catalogs;
    private final Originals originals;
    private final Links links;
    private final Ledger ledger;
    private final ObjectMapper json;

    Opinions(
            JdbcClient jdbc,
            Turns turns,
            Catalogs catalogs,
            Originals originals,
            Links links,
            Ledger ledger,
            ObjectMapper json) {
        this.jdbc = jdbc;
        this.turns = turns;
        this.catalogs = catalogs;
        this.originals = originals;
        this.links = links;
        this.ledger = ledger;
        this.json = json;
    }

    /**
     * The device is to be asked anew.
     *
     * @return its bell
     * @throws Refused when it is being asked already
     */
    @Transactional
    public Ring ask(long host, Catalog catalog, String who) {
        long id = jdbc.sql(ASK)
                .params(host, catalog.source(), catalog.id(), who)
                .query(Long.class)
                .optional()
                .orElseThrow(() -> Refused.conflict("The host " + host + " is being asked already."));
        return turns.bell(Kind.OPINION, id)
                .map(bell -> Ring.now(Kind.OPINION, bell))
                .orElseThrow();
    }

    /**
     * What the device is to compare itself with: the current catalog that most of its verdicts rest on, else any current one.
     * Wherever that came from, the device gets the hub's copy; one whose original is not here is none.
     */
    public Optional<Catalog> catalog(long host) {
        return jdbc.sql(CATALOGS).params(host).query(Long.class).list().stream()
                .flatMap(id -> catalogs.find(id).stream())
                .filter(catalog -> originals.of(catalog).isPresent())
                .findFirst();
    }

    /** @param older seconds */
    public List<Long> due(long older, int limit) {
        return jdbc.sql(DUE).params(older, limit).query(Long.class).list();
    }

    public Optional<Opinion> ofHost(long host) {
        return jdbc.sql("select * from opinions where host_id = ?")
                .params(host)
                .query(this::opinion)
                .optional();
    }

    Opinion byId(long id) {
        return jdbc.sql("select * from opinions where id = ?")
                .params(id)
                .query(this::opinion)
                .single();
    }

    /**
     * Before the device is told: a hub that dies after this does not tell it again. From here until it has told no run is
     * admitted to the host; where one is at work, nothing is intended.
     *
     * @return the path at which the device gets its catalog; empty: not now
     */
    @Transactional
    Optional<String> intend(Turn turn, Opinion opinion, String bmc, Instant until) {
        boolean alone =
                jdbc.sql(ALONE).params(opinion.hostId()).query(Boolean.class).single();
        boolean intended = alone
                && jdbc.sql(INTEND)
                                .params(Timestamp.from(until), turn.id(), turn.turn(), turn.worker())
                                .update()
                        == 1;
        return intended ? Optional.of(links.issue(opinion.hostId(), bmc, opinion.catalogId())) : Optional.empty();
    }

    @Transactional
    List<Ring> later(Turn turn, Instant due) {
        turns.release(turn, due, 0);
        return List.of(new Ring(Kind.OPINION.queue(), new Bell(turn.id(), turn.turn()), due));
    }

    @Transactional
    List<Ring> comparing(Turn turn, String jid, Instant due) {
        turns.release(turn, due, 0);
        jdbc.sql("update opinions set state = 'comparing', jid = ? where id = ?")
                .params(jid, turn.id())
                .update();
        return List.of(new Ring(Kind.OPINION.queue(), new Bell(turn.id(), turn.turn()), due));
    }

    @Transactional
    void told(Turn turn, List<Offer> offers) {
        turns.release(turn, turn.now(), 0);
        jdbc.sql("update opinions set state = 'told', offers = ?::jsonb, told_at = now() where id = ?")
                .params(write(offers), turn.id())
                .update();
        long host = byId(turn.id()).hostId();
        links.closeCatalogs(host);
        int differ = disagreements(List.of(host)).size();
        event(
                host,
                "opinion.told",
                "would install %d packages by its own dry run; of %d components it says something else than the hub"
                        .formatted(offers.size(), differ),
                Map.of("offers", offers.size(), "disagreements", differ));
    }

    @Transactional
    void failed(Turn turn, String why) {
        turns.release(turn, turn.now(), turn.stumbles());
        jdbc.sql("update opinions set state = 'failed', reason = ? where id = ?")
                .params(why, turn.id())
                .update();
        links.closeCatalogs(byId(turn.id()).hostId());
        event(byId(turn.id()).hostId(), "opinion.failed", "did not say what it would install: " + why, Map.of());
    }

    /** Of hosts that have told, in the order of their ids. */
    public List<Disagreement> disagreements(List<Long> hosts) {
        Map<Long, List<Offer>> offers = new java.util.TreeMap<>();
        jdbc.sql("select * from opinions where host_id = any (?) and told_at is not null and state = 'told'")
                .params((Object) hosts.toArray(Long[]::new))
                .query(this::opinion)
                .list()
                .forEach(opinion -> offers.put(opinion.hostId(), opinion.offers()));
        Map<Long, List<Disagreement.Ours>> ours = new java.util.HashMap<>();
        jdbc.sql(OURS).params((Object) offers.keySet().toArray(Long[]::new)).query(row -> {
            ours.computeIfAbsent(row.getLong("host_id"), key -> new ArrayList<>())
                    .add(new Disagreement.Ours(
                            row.getLong("host_id"),
                            row.getString("fqdd"),
                            row.getString("name"),
                            row.getString("component_id"),
                            row.getString("installed"),
                            Verdict.of(row.getString("verdict")),
                            row.getString("available"),
                            row.getBoolean("counts")));
        });
        List<Disagreement> found = new ArrayList<>();
        offers.forEach((host, told) -> found.addAll(Disagreement.between(ours.getOrDefault(host, List.of()), told)));
        return found;
    }

    /** The next hosts that have told. */
    public List<Long> told(long after, int limit) {
        return jdbc.sql("select host_id from opinions where state = 'told' and host_id > ? order by host_id limit ?")
                .params(after, limit)
                .query(Long.class)
                .list();
    }

    private void event(long host, String type, String says, Object data) {
        String label = jdbc.sql(
                        "select concat_ws(' ', replace(model, 'PowerEdge ', ''), service_tag, '(' || host(mgmt_ip) || ')')"
                                + " from hosts where id = ?")
                .params(host)
                .query(String.class)
                .single();
        ledger.append(Entry.of("host:" + host, type, label + " " + says + ".")
                .host(host)
                .with(data));
    }

    private Opinion opinion(ResultSet row, int n) throws SQLException {
        try {
            return new Opinion(
                    row.getLong("id"),
                    row.getLong("host_id"),
                    row.getString("state"),
                    row.getString("catalog"),
                    row.getObject("catalog_id", Long.class),
                    row.getString("jid"),
                    json.readValue(row.getString("offers"), new TypeReference<List<Offer>>() {}),
                    row.getString("reason"),
                    row.getString("asked_by"),
                    instant(row.getTimestamp("asked_at")),
                    instant(row.getTimestamp("until_at")),
                    instant(row.getTimestamp("told_at")));
        } catch (JsonProcessingException e) {
            throw new SQLException("what a device said is no JSON", e);
        }
    }

    private static Instant instant(Timestamp time) {
        return time == null ? null : time.toInstant();
    }

    private String write(Object value) {
        try {
            return json.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
