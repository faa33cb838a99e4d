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
import java.util.List;
import java.util.Set;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;

/** What plans of a kind have in common, kept under a name. */
@Repository
public class Templates {

    /** @param draft as {@code POST /plans} takes it, without a name */
    public record Template(String name, JsonNode draft, String who, Instant at) {}

    private static final Set<String> MAY = Set.of("selector", "packages", "policy", "windowId", "calendarId");

    private final JdbcClient jdbc;
    private final Ledger ledger;
    private final ObjectMapper json;
    private final Bodies bodies;

    Templates(JdbcClient jdbc, Ledger ledger, ObjectMapper json, Bodies bodies) {
        this.bodies = bodies;
        this.jdbc = jdbc;
        this.ledger = ledger;
        this.json = json;
    }

    public List<Template> all() {
        return jdbc.sql("select * from plan_templates order by name")
                .query(this::template)
                .list();
    }

    public Template byName(String name) {
        return jdbc.sql("select * from plan_templates where name = ?")
                .params(name)
                .query(this::template)
                .optional()
                .orElseThrow(() -> Refused.unknown("There is no template " + name + "."));
    }

    /** @throws Refused for a template that no plan could be made from */
    @Transactional
    public Template put(String name, JsonNode draft, String who) {
        draft.properties().stream()
                .map(java.util.Map.Entry::getKey)
                .filter(field -> !MAY.contains(field))
                .findFirst()
                .ifPresent(field -> {
                    throw Refused.invalid("A template has no %s; it may have %s."
                            .formatted(
                                    field,
                                    String.join(", ", MAY.stream().sorted().toList())));
                });
        read(draft.path("policy").isMissingNode() ? json.createObjectNode() : draft.path("policy"), Policy.class)
                .checked();
        Template kept = jdbc.sql(
                        "insert into plan_templates (name, draft, who) values (?, ?::jsonb, ?)"
                                + " on conflict (name) do update set draft = excluded.draft, who = excluded.who, at = now() returning *")
                .params(name, draft.toString(), who)
                .query(this::template)
                .single();
        event(name, "was kept", who, draft);
        return kept;
    }

    @Transactional
    public void delete(String name, String who) {
        Template gone = jdbc.sql("delete from plan_templates where name = ? returning *")
                .params(name)
                .query(this::template)
                .optional()
                .orElseThrow(() -> Refused.unknown("There is no template " + name + "."));
        event(name, "was forgotten", who, gone.draft());
    }

    /** A draft with what its template says and it does not; of its policy, setting by setting. */
    Plans.Draft applied(JsonNode asked) {
        ObjectNode draft = asked.deepCopy();
        JsonNode named = draft.remove("template");
        if (named == null || named.isNull()) {
            return read(draft, Plans.Draft.class);
        }
        Template template = jdbc.sql("select * from plan_templates where name = ?")
                .params(named.asText())
                .query(this::template)
                .optional()
                .orElseThrow(() -> Refused.invalid("There is no template " + named.asText() + "."));
        ObjectNode whole = template.draft().deepCopy();
        JsonNode policy = draft.remove("policy");
        whole.setAll(draft);
        if (policy != null && policy.isObject()) {
            whole.withObject("/policy").setAll((ObjectNode) policy);
        }
        return read(whole, Plans.Draft.class);
    }

    private void event(String name, String what, String who, JsonNode draft) {
        ledger.append(Entry.of("templates", "plan.template", "The template %s %s.".formatted(name, what))
                .by(who)
                .with(draft));
    }

    private <T> T read(JsonNode node, Class<T> type) {
        return bodies.read(node.toString(), type);
    }

    private Template template(ResultSet row, int n) throws SQLException {
        try {
            return new Template(
                    row.getString("name"),
                    json.readTree(row.getString("draft")),
                    row.getString("who"),
                    row.getTimestamp("at").toInstant());
        } catch (JsonProcessingException e) {
            throw new SQLException("a template is no JSON", e);
        }
    }
}
