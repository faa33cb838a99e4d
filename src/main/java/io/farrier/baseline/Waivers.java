package io.farrier.baseline;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.farrier.fleet.Hosts;
import io.farrier.fleet.Selector;
import io.farrier.hub.Refused;
import io.farrier.ledger.Entry;
import io.farrier.ledger.Ledger;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;

/** What is let be, for whom and how long. */
@Repository
public class Waivers {

    private static final TypeReference<List<String>> TEXTS = new TypeReference<>() {};

    private final JdbcClient jdbc;
    private final Hosts hosts;
    private final Ledger ledger;
    private final Due due;
    private final ObjectMapper json;

    Waivers(JdbcClient jdbc, Hosts hosts, Ledger ledger, Due due, ObjectMapper json) {
        this.jdbc = jdbc;
        this.hosts = hosts;
        this.ledger = ledger;
        this.due = due;
        this.json = json;
    }

    /** All that ever were, the newest first. */
    public List<Waiver> all() {
        return jdbc.sql("select * from waivers order by id desc")
                .query(this::waiver)
                .list();
    }

    /** Those that hold now, for each of these hosts. */
    public Map<Long, List<Waiver>> of(Collection<Long> hostIds) {
        Map<Long, List<Waiver>> found = new HashMap<>();
        List<Waiver> holding = jdbc.sql(
                        "select * from waivers where withdrawn_by is null and expires_at > now() order by id")
                .query(this::waiver)
                .list();
        for (Waiver waiver : holding) {
            hosts.resolve(Selector.read(waiver.selector()), hostIds)
                    .forEach(host ->
                            found.computeIfAbsent(host, id -> new ArrayList<>()).add(waiver));
        }
        return found;
    }

    /** @throws Refused for a draft without hosts, components, owner, reason, or an end that is to come */
    @Transactional
    public Waiver add(Waiver.Draft draft, String who) {
        if (Selector.read(draft.selector()).empty()) {
            throw Refused.invalid("The selector means no host: name models, tags, networks, service tags or ids.");
        }
        if (draft.components() == null || draft.components().isEmpty()) {
            throw Refused.invalid("A waiver names the components that it is for: ids, PCI ids or types.");
        }
        if (blank(draft.owner()) || blank(draft.reason())) {
            throw Refused.invalid("A waiver needs an owner, who answers for it, and a reason.");
        }
        if (draft.expiresAt() == null || !draft.expiresAt().isAfter(Instant.now())) {
            throw Refused.invalid("A waiver needs an end that is to come: expiresAt.");
        }
        long id = jdbc.sql("insert into waivers (selector, components, owner, reason, expires_at, created_by)"
                        + " values (?::jsonb, ?::jsonb, ?, ?, ?, ?) returning id")
                .params(
                        draft.selector().toString(),
                        text(draft.components()),
                        draft.owner(),
                        draft.reason(),
                        Timestamp.from(draft.expiresAt()),
                        who)
                .query(Long.class)
                .single();
        Waiver waiver = byId(id);
        tell(
                waiver,
                "waiver.added",
                "%s of %s is %s.".formatted(waiver.components(), waiver.selector(), waiver.says()),
                who);
        return waiver;
    }

    /** @throws Refused where there is none, or where it was withdrawn before */
    @Transactional
    public Waiver withdraw(long id, String who) {
        Waiver waiver = byId(id);
        int done = jdbc.sql(
                        "update waivers set withdrawn_by = ?, withdrawn_at = now() where id = ? and withdrawn_by is null")
                .params(who, id)
                .update();
        if (done == 0) {
            throw Refused.conflict("The waiver %d was withdrawn by %s already.".formatted(id, waiver.withdrawnBy()));
        }
        tell(waiver, "waiver.withdrawn", "The waiver %d of %s was withdrawn.".formatted(id, waiver.owner()), who);
        return byId(id);
    }

    public Waiver byId(long id) {
        return jdbc.sql("select * from waivers where id = ?")
                .params(id)
                .query(this::waiver)
                .optional()
                .orElseThrow(() -> Refused.unknown("There is no waiver " + id + "."));
    }

    private void tell(Waiver waiver, String type, String sentence, String who) {
        due.everybody();
        ledger.append(Entry.of("waiver:" + waiver.id(), type, sentence).by(who).with(waiver));
    }

    private static boolean blank(String text) {
        return text == null || text.isBlank();
    }

    private String text(Object value) {
        try {
            return json.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private Waiver waiver(ResultSet row, int n) throws SQLException {
        try {
            return new Waiver(
                    row.getLong("id"),
                    json.readTree(row.getString("selector")),
                    json.readValue(row.getString("components"), TEXTS),
                    row.getString("owner"),
                    row.getString("reason"),
                    row.getTimestamp("expires_at").toInstant(),
                    row.getString("created_by"),
                    row.getTimestamp("created_at").toInstant(),
                    row.getString("withdrawn_by"));
        } catch (JsonProcessingException e) {
            throw new SQLException("waiver " + row.getLong("id") + " is no JSON", e);
        }
    }
}
