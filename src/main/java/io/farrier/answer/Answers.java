package io.farrier.answer;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.farrier.ledger.Cursor;
import io.farrier.ledger.Event;
import io.farrier.ledger.Ledger;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** The ledger's events with what each is an answer to. */
@Repository
public class Answers {

    private static final String HOSTS = """
            select h.id, h.service_tag, h.fqdn, h.tags, (
                select e.data ->> 'ci' from events e where e.host_id = h.id and e.type like 'ci.%' order by e.id desc limit 1) as ci
            from hosts h where h.id = any(?)
            """;

    /** The change that a plan was made for is said in the event that says so. */
    private static final String CHANGES = """
            select distinct on (plan_id) plan_id, data ->> 'source' as source, data ->> 'change' as number
            from events where plan_id = any(?) and type like 'change.%' and jsonb_exists(data, 'change')
            order by plan_id, id desc
            """;

    private final JdbcClient jdbc;
    private final Ledger ledger;
    private final ObjectMapper json;

    Answers(JdbcClient jdbc, Ledger ledger, ObjectMapper json) {
        this.jdbc = jdbc;
        this.ledger = ledger;
        this.json = json;
    }

    /** The next ones after a place, in their order. */
    public List<Answer> after(Cursor place, int limit) {
        return of(ledger.after(place, limit));
    }

    /** In their order. */
    List<Answer> of(List<Event> events) {
        Long[] hostIds = ids(events.stream().map(Event::hostId).toList());
        Long[] planIds = ids(events.stream().map(Event::planId).toList());
        Map<Long, Answer.Host> hosts = new HashMap<>();
        if (hostIds.length > 0) {
            jdbc.sql(HOSTS).param(hostIds).query(this::host).list().forEach(host -> hosts.put(host.id(), host));
        }
        Map<Long, String> plans = new HashMap<>();
        Map<Long, Answer.Change> changes = new HashMap<>();
        if (planIds.length > 0) {
            jdbc.sql("select id, name from update_plans where id = any(?)")
                    .param(planIds)
                    .query(row -> {
                        plans.put(row.getLong("id"), row.getString("name"));
                    });
            jdbc.sql(CHANGES).param(planIds).query(row -> {
                changes.put(
                        row.getLong("plan_id"), new Answer.Change(row.getString("source"), row.getString("number")));
            });
        }
        return events.stream()
                .map(event -> new Answer(
                        event,
                        Stage.of(event),
                        change(event, changes),
                        ci(event),
                        event.hostId() == null ? null : hosts.get(event.hostId()),
                        event.planId() == null ? null : plans.get(event.planId())))
                .toList();
    }

    private static Answer.Change change(Event event, Map<Long, Answer.Change> byPlan) {
        String number = said(event, "change");
        if (number != null) {
            return new Answer.Change(event.data().path("source").asText(null), number);
        }
        return event.planId() == null ? null : byPlan.get(event.planId());
    }

    private static Answer.Ci ci(Event event) {
        String number = said(event, "ci");
        return number == null ? null : new Answer.Ci(event.data().path("source").asText(null), number);
    }

    /** The number of a thing in an event that is about it, or about a message of which no use could be made. */
    private static String said(Event event, String thing) {
        boolean about = event.type().startsWith(thing + ".") || event.type().equals(Stage.PARKED);
        String number = event.data().path(thing).asText("");
        return about && !number.isEmpty() && !event.data().path(thing).isNull() ? number : null;
    }

    private static Long[] ids(List<Long> ids) {
        return ids.stream().filter(Objects::nonNull).distinct().toArray(Long[]::new);
    }

    private Answer.Host host(ResultSet row, int n) throws SQLException {
        try {
            return new Answer.Host(
                    row.getLong("id"),
                    row.getString("service_tag"),
                    row.getString("fqdn"),
                    row.getString("ci"),
                    json.readValue(row.getString("tags"), new TypeReference<Map<String, String>>() {}));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("The tags of host " + row.getLong("id") + " can't be read", e);
        }
    }
}
