package io.farrier.plan;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.farrier.hub.Refused;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** The way back as a plan of its own: the hosts that a plan has updated. What each goes back to is for the preview. */
@Repository
public class Reversals {

    private static final String UPDATED = """
            select host_id from (select distinct on (host_id) host_id, state from host_runs where plan_id = ?
                order by host_id, id desc) latest
            where state = 'succeeded' order by host_id
            """;

    private final JdbcClient jdbc;

    Reversals(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * A draft that says {@code rollbackOf}, as one that names hosts too; any other as it is.
     *
     * @throws Refused where that plan has updated nothing
     */
    public JsonNode named(JsonNode asked) {
        if (!asked.hasNonNull("rollbackOf")) {
            return asked;
        }
        if (asked.hasNonNull("selector") || asked.hasNonNull("packages")) {
            throw Refused.invalid("A plan that says rollbackOf has its hosts and packages from that plan: leave out"
                    + " selector and packages.");
        }
        if (!asked.path("rollbackOf").canConvertToLong()) {
            throw Refused.invalid("rollbackOf must be the id of a plan.");
        }
        long planId = asked.path("rollbackOf").asLong();
        List<Long> hosts = jdbc.sql(UPDATED).params(planId).query(Long.class).list();
        if (hosts.isEmpty()) {
            throw Refused.invalid("The plan %d has updated no host, so there is no way to go back.".formatted(planId));
        }
        ObjectNode draft = asked.deepCopy();
        hosts.forEach(draft.putObject("selector").putArray("ids")::add);
        return draft;
    }
}
