package io.farrier.enrolment;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.farrier.fleet.Host;
import io.farrier.fleet.Hosts;
import io.farrier.fleet.Selector;
import io.farrier.hub.Refused;
import io.farrier.ledger.Entry;
import io.farrier.ledger.Ledger;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;

/** The rules of enrolment, whom each has taken, and who is kept out. Each change is one transaction with its events. */
@Repository
public class Enrolments {

    /** The tags of a host in such a plan stay as they were approved: what binds its runs is among them. */
    private static final String LIVE =
            "select p.name from plan_targets t join update_plans p on p.id = t.plan_id where t.host_id = h.id"
                    + " and p.state in ('approved', 'scheduled', 'running', 'paused')";

    private static final String CANDIDATES = """
            select h.id, h.tags, h.first_seen_at, (%s order by p.id limit 1) as plan,
                exists (select 1 from verdicts v where v.host_id = h.id) as judged,
                exists (select 1 from verdicts v where v.host_id = h.id and v.verdict = 'outdated') as outdated,
                exists (select 1 from enrolled e where e.host_id = h.id and e.enrolment_id = ?) as enrolled,
                (select u.who from unenrolled u where u.host_id = h.id) as kept_out_by
            from hosts h where h.id = any (?) order by h.id
            """.formatted(LIVE);

    /** Takes back what has the value yet that a rule gave. */
    private static final String TAKE_BACK = """
            update hosts h set tags = (select coalesce(jsonb_object_agg(t.key, t.value), '{}') from jsonb_each(h.tags) t
                where not ?::jsonb @> jsonb_build_object(t.key, t.value))
            where h.id = ?
            """;

    /** What somebody wants a rule to be. */
    public record Draft(String name, JsonNode selector, Boolean outdated, Map<String, String> tags, Boolean existing) {}

    /** Why a host is where it is. @param given the tags that it has from there */
    public record Reason(String enrolment, Map<String, String> given, String why, Instant at) {}

    private final JdbcClient jdbc;
    private final Hosts hosts;
    private final Ledger ledger;
    private final ObjectMapper json;

    Enrolments(JdbcClient jdbc, Hosts hosts, Ledger ledger, ObjectMapper json) {
        this.jdbc = jdbc;
        this.hosts = hosts;
        this.ledger = ledger;
        this.json = json;
    }

    public List<Enrolment> all() {
        return jdbc.sql("select * from enrolments order by id")
                .query(this::enrolment)
                .list();
    }

    /** @throws Refused when there is none */
    public Enrolment byId(long id) {
        return jdbc.sql("select * from enrolments where id = ?")
                .params(id)
                .query(this::enrolment)
                .optional()
                .orElseThrow(() -> Refused.unknown("There is no enrolment " + id + "."));
    }

    /** @throws Refused where anything of it is wrong; nothing is changed then */
    @Transactional
    public Enrolment add(Draft draft, String who) {
        check(draft);
        if (draft.name() == null || draft.name().isBlank() || draft.name().length() > 200) {
            throw Refused.invalid("An enrolment needs a name.");
        }
        try {
            long id = jdbc.sql("insert into enrolments (name, selector, outdated, tags, existing, created_by)"
                            + " values (?, ?::jsonb, ?, ?::jsonb, ?, ?) returning id")
                    .params(
                            draft.name().strip(),
                            draft.selector().toString(),
                            draft.outdated(),
                            write(draft.tags()),
                            Boolean.TRUE.equals(draft.existing()),
                            who)
                    .query(Long.class)
                    .single();
            ledger.append(Entry.of(
                            "enrolment:" + id, "enrolment.added", "The enrolment %s was added.".formatted(draft.name()))
                    .by(who)
                    .with(draft));
            return byId(id);
        } catch (DuplicateKeyException e) {
            throw Refused.conflict("There is an enrolment %s already.".formatted(draft.name()));
        }
    }

    /**
     * Whom of the servers that are known a rule would take if it were added now, and whom it would leave, with why. One that is for
     * new servers only leaves them all.
     */
    public List<Taking> preview(Draft draft) {
        check(draft);
        Instant since = Boolean.TRUE.equals(draft.existing()) ? null : Instant.MAX;
        return takings(0, draft.selector(), draft.tags(), draft.outdated(), since);
    }

    /** Takes who is to be taken by one rule now. @return how many */
    @Transactional
    public int enrol(long id, int most) {
        // Of two hubs that go through the rules one waits here, and finds nothing left to do.
        jdbc.sql("select id from enrolments where id = ? for update")
                .params(id)
                .query(Long.class)
                .optional();
        Enrolment rule = byId(id);
        List<Taking> taken =
                takings(id, rule.selector(), rule.tags(), rule.outdated(), rule.existing() ? null : rule.createdAt())
                        .stream()
                        .filter(Taking::taken)
                        .limit(most)
                        .toList();
        int count = 0;
        for (Taking taking : taken) {
            String given = write(taking.gives());
            // Approved meanwhile, it waits.
            int changed = jdbc.sql("update hosts h set tags = ?::jsonb || h.tags where h.id = ? and not exists (%s)"
                            .formatted(LIVE))
                    .params(given, taking.host())
                    .update();
            if (changed == 1) {
                jdbc.sql("insert into enrolled (enrolment_id, host_id, given, why) values (?, ?, ?::jsonb, ?)")
                        .params(id, taking.host(), given, taking.why())
                        .update();
                tell(
                        id,
                        taking.host(),
                        "enrolment.taken",
                        "%s was enrolled by %s: %s It has %s from there."
                                .formatted(taking.label(), rule.name(), taking.why(), taking.gives()),
                        "farrier");
                count++;
            }
        }
        return count;
    }

    /** Removes a rule and takes back the tags that it gave. @throws Refused where an approved plan is about one of its hosts */
    @Transactional
    public void remove(long id, String who) {
        Enrolment rule = byId(id);
        List<Long> ids = jdbc.sql("select host_id from enrolled where enrolment_id = ? order by host_id")
                .params(id)
                .query(Long.class)
                .list();
        for (long host : ids) {
            takeBack(id, host);
        }
        jdbc.sql("delete from enrolments where id = ?").params(id).update();
        ledger.append(Entry.of(
                        "enrolment:" + id,
                        "enrolment.removed",
                        "The enrolment %s was removed; %d hosts lost the tags that they had from it."
                                .formatted(rule.name(), ids.size()))
                .by(who));
    }

    /** Why this host is where it is. */
    public List<Reason> reasons(long host) {
        known(host);
        return jdbc.sql("select n.name, e.given, e.why, e.at from enrolled e join enrolments n on n.id = e.enrolment_id"
                        + " where e.host_id = ? order by e.at")
                .params(host)
                .query((row, n) -> new Reason(
                        row.getString("name"),
                        texts(row.getString("given")),
                        row.getString("why"),
                        row.getTimestamp("at").toInstant()))
                .list();
    }

    /** Takes a host out of all that it was enrolled in, and keeps it out. @throws Refused where it is in an approved plan */
    @Transactional
    public void unenrol(long host, String who) {
        String label = known(host).label();
        jdbc.sql("select enrolment_id from enrolled where host_id = ?")
                .params(host)
                .query(Long.class)
                .list()
                .forEach(id -> takeBack(id, host));
        jdbc.sql("insert into unenrolled (host_id, who) values (?, ?) on conflict (host_id) do nothing")
                .params(host, who)
                .update();
        tell(0, host, "enrolment.left", label + " was taken out of enrolment and is kept out.", who);
    }

    /** Lets a host be enrolled again. */
    @Transactional
    public void enrolAgain(long host, String who) {
        String label = known(host).label();
        if (jdbc.sql("delete from unenrolled where host_id = ?").params(host).update() == 0) {
            throw Refused.conflict("%s is not kept out of enrolment.".formatted(label));
        }
        tell(0, host, "enrolment.allowed", label + " may be enrolled again.", who);
    }

    private void takeBack(long id, long host) {
        Optional<String> plan = jdbc.sql(LIVE.replace("h.id", "?") + " limit 1")
                .params(host)
                .query(String.class)
                .optional();
        if (plan.isPresent()) {
            throw Refused.conflict("%s is in the plan %s, which is approved. Cancel that, or wait until it has ended."
                    .formatted(known(host).label(), plan.get()));
        }
        String given = jdbc.sql("delete from enrolled where enrolment_id = ? and host_id = ? returning given")
                .params(id, host)
                .query(String.class)
                .single();
        jdbc.sql(TAKE_BACK).params(given, host).update();
    }

    private List<Taking> takings(
            long id, JsonNode selector, Map<String, String> tags, Boolean outdated, Instant since) {
        List<Long> meant = hosts.resolve(Selector.read(selector));
        return jdbc
                .sql(CANDIDATES)
                .params(id, meant.toArray(Long[]::new))
                .query((row, n) -> new Taking.Candidate(
                        row.getLong("id"),
                        known(row.getLong("id")).label(),
                        texts(row.getString("tags")),
                        row.getTimestamp("first_seen_at").toInstant(),
                        row.getBoolean("judged"),
                        row.getBoolean("outdated"),
                        row.getBoolean("enrolled"),
                        row.getString("kept_out_by"),
                        row.getString("plan")))
                .list()
                .stream()
                .map(candidate -> Taking.of(candidate, tags, outdated, since))
                .toList();
    }

    private Host known(long id) {
        return hosts.byId(id).orElseThrow(() -> Refused.unknown("There is no host " + id + "."));
    }

    private static void check(Draft draft) {
        if (Selector.read(draft.selector()).empty()) {
            throw Refused.invalid("The selector means no host: name models, tags, networks, service tags or ids.");
        }
        boolean none = draft.tags() == null || draft.tags().isEmpty();
        if (none || draft.tags().entrySet().stream().anyMatch(tag -> blank(tag.getKey()) || blank(tag.getValue()))) {
            throw Refused.invalid(
                    "An enrolment gives tags, as {\"wave\": \"canary\"}; by these hosts come into baselines"
                            + " and draft plans. None were named.");
        }
    }

    private static boolean blank(String text) {
        return text == null || text.isBlank();
    }

    private void tell(long id, long host, String type, String sentence, String who) {
        ledger.append(Entry.of("host:" + host, type, sentence)
                .host(host)
                .by(who)
                .with(id == 0 ? Map.of() : Map.of("enrolment", id)));
    }

    private Enrolment enrolment(ResultSet row, int n) throws SQLException {
        try {
            return new Enrolment(
                    row.getLong("id"),
                    row.getString("name"),
                    json.readTree(row.getString("selector")),
                    row.getObject("outdated", Boolean.class),
                    texts(row.getString("tags")),
                    row.getBoolean("existing"),
                    row.getString("created_by"),
                    row.getTimestamp("created_at").toInstant());
        } catch (JsonProcessingException e) {
            throw new SQLException("the selector of an enrolment is no JSON", e);
        }
    }

    private Map<String, String> texts(String tags) throws SQLException {
        try {
            return json.readValue(tags, new TypeReference<HashMap<String, String>>() {});
        } catch (JsonProcessingException e) {
            throw new SQLException("tags are no JSON object of texts", e);
        }
    }

    private String write(Object what) {
        try {
            return json.writeValueAsString(what);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
