package io.farrier.baseline;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.farrier.fleet.Hosts;
import io.farrier.fleet.Selector;
import io.farrier.hub.Refused;
import io.farrier.ledger.Entry;
import io.farrier.ledger.Ledger;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;

/** The baselines, and which one holds for a host. */
@Repository
public class Baselines {

    private static final TypeReference<List<Rule>> RULES = new TypeReference<>() {};

    private final JdbcClient jdbc;
    private final Hosts hosts;
    private final Ledger ledger;
    private final Due due;
    private final ObjectMapper json;

    Baselines(JdbcClient jdbc, Hosts hosts, Ledger ledger, Due due, ObjectMapper json) {
        this.jdbc = jdbc;
        this.hosts = hosts;
        this.ledger = ledger;
        this.due = due;
        this.json = json;
    }

    /** The one that counts first, first. */
    public List<Baseline> all() {
        return jdbc.sql("select * from baselines order by priority desc, id")
                .query(this::baseline)
                .list();
    }

    public Optional<Baseline> byId(long id) {
        return jdbc.sql("select * from baselines where id = ?")
                .params(id)
                .query(this::baseline)
                .optional();
    }

    /** The baseline of each of these hosts; one that no baseline selects is not in it. */
    public Map<Long, Baseline> of(Collection<Long> hostIds) {
        Map<Long, Baseline> found = new HashMap<>();
        for (Baseline baseline : all()) {
            hosts.resolve(Selector.read(baseline.selector()), hostIds)
                    .forEach(host -> found.putIfAbsent(host, baseline));
        }
        return found;
    }

    /** @throws Refused for a draft that is wrong anywhere, or whose name is taken */
    @Transactional
    public Baseline add(Baseline.Draft draft, String who) {
        check(draft);
        try {
            long id = jdbc.sql("insert into baselines (name, selector, priority, catalog_id, rules, created_by)"
                            + " values (?, ?::jsonb, ?, ?, ?::jsonb, ?) returning id")
                    .params(
                            draft.name().strip(),
                            draft.selector().toString(),
                            priority(draft),
                            draft.catalogId(),
                            text(rules(draft)),
                            who)
                    .query(Long.class)
                    .single();
            return told(id, "baseline.added", "The baseline %s was added.", who);
        } catch (DuplicateKeyException e) {
            throw Refused.conflict("There is a baseline %s already.".formatted(draft.name()));
        }
    }

    /** @throws Refused for a draft that is wrong anywhere; the baseline stays as it was then */
    @Transactional
    public Baseline change(long id, Baseline.Draft draft, String who) {
        check(draft);
        try {
            int changed = jdbc.sql("update baselines set name = ?, selector = ?::jsonb, priority = ?, catalog_id = ?,"
                            + " rules = ?::jsonb, changed_at = now() where id = ?")
                    .params(
                            draft.name().strip(),
                            draft.selector().toString(),
                            priority(draft),
                            draft.catalogId(),
                            text(rules(draft)),
                            id)
                    .update();
            if (changed == 0) {
                throw missing(id);
            }
            return told(id, "baseline.changed", "The baseline %s was changed.", who);
        } catch (DuplicateKeyException e) {
            throw Refused.conflict("There is a baseline %s already.".formatted(draft.name()));
        }
    }

    @Transactional
    public void remove(long id, String who) {
        told(id, "baseline.removed", "The baseline %s was removed.", who);
        jdbc.sql("delete from baselines where id = ?").params(id).update();
    }

    public static Refused missing(long id) {
        return Refused.unknown("There is no baseline " + id + ".");
    }

    private Baseline told(long id, String type, String sentence, String who) {
        Baseline baseline = byId(id).orElseThrow(() -> missing(id));
        due.everybody();
        ledger.append(Entry.of("baseline:" + id, type, sentence.formatted(baseline.name()))
                .by(who)
                .with(baseline));
        return baseline;
    }

    private void check(Baseline.Draft draft) {
        if (draft.name() == null || draft.name().isBlank() || draft.name().length() > 200) {
            throw Refused.invalid("A baseline needs a name, of 200 characters at most.");
        }
        if (Selector.read(draft.selector()).empty()) {
            throw Refused.invalid("The selector means no host: name models, tags, networks, service tags or ids.");
        }
        boolean known = draft.catalogId() == null
                || jdbc.sql("select count(*) from catalogs where id = ? and state <> 'loading'")
                                .params(draft.catalogId())
                                .query(Integer.class)
                                .single()
                        > 0;
        if (!known) {
            throw Refused.invalid("There is no catalog " + draft.catalogId() + ".");
        }
        for (int n = 0; n < rules(draft).size(); n++) {
            rules(draft).get(n).check(n + 1);
        }
    }

    private static List<Rule> rules(Baseline.Draft draft) {
        return draft.rules() == null ? List.of() : draft.rules();
    }

    private static int priority(Baseline.Draft draft) {
        return draft.priority() == null ? 0 : draft.priority();
    }

    private String text(Object value) {
        try {
            return json.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private Baseline baseline(ResultSet row, int n) throws SQLException {
        try {
            JsonNode selector = json.readTree(row.getString("selector"));
            return new Baseline(
                    row.getLong("id"),
                    row.getString("name"),
                    selector,
                    row.getInt("priority"),
                    row.getObject("catalog_id", Long.class),
                    json.readValue(row.getString("rules"), RULES),
                    row.getString("created_by"),
                    row.getTimestamp("created_at").toInstant(),
                    row.getTimestamp("changed_at").toInstant());
        } catch (JsonProcessingException e) {
            throw new SQLException("baseline " + row.getLong("id") + " is no JSON", e);
        }
    }
}
