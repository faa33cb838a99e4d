package io.farrier.desk;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** The desk's journal as it stands in the ledger: who edited what and when, and what the desk said to it. */
@Repository("deskEdits") // the API has edits too
public class Edits {

    /**
     * @param verdict applied, refused; on or off where somebody said whether edits are taken
     * @param changes names of files that are added, changed and removed
     * @param diff for each file, unified; null: it was refused, and may hold a secret
     * @param problems why it was refused
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Line(
            long id,
            Instant at,
            String who,
            String verdict,
            String sentence,
            String hash,
            JsonNode changes,
            JsonNode diff,
            JsonNode problems) {}

    private static final String LATEST = """
            select id, at, who, type, sentence, data from events
            where stream = ? and (? = 0 or id < ?) order by id desc limit ?
            """;

    private final JdbcClient jdbc;
    private final ObjectMapper json;

    Edits(JdbcClient jdbc, ObjectMapper json) {
        this.jdbc = jdbc;
        this.json = json;
    }

    /** The latest first. @param before the id of the last one that is known; 0: none */
    public List<Line> before(long before, int limit) {
        return jdbc.sql(LATEST)
                .params(Desk.STREAM, before, before, limit)
                .query(this::line)
                .list();
    }

    /** The last one that was refused. */
    public Optional<Line> refused() {
        return jdbc.sql("select id, at, who, type, sentence, data from events"
                        + " where stream = ? and type = 'desk.refused' order by id desc limit 1")
                .params(Desk.STREAM)
                .query(this::line)
                .optional();
    }

    private Line line(ResultSet row, int n) throws SQLException {
        try {
            JsonNode data = json.readTree(row.getString("data"));
            // One that the ledger could not take at the time tells itself when it was.
            Instant at = data.hasNonNull("at")
                    ? Instant.parse(data.path("at").asText())
                    : row.getTimestamp("at").toInstant();
            return new Line(
                    row.getLong("id"),
                    at,
                    row.getString("who"),
                    row.getString("type").replace("desk.", ""),
                    row.getString("sentence"),
                    data.path("hash").asText(null),
                    data.get("changes"),
                    data.get("diff"),
                    data.get("problems"));
        } catch (IOException e) {
            throw new IllegalStateException("event " + row.getLong("id") + " holds no JSON", e);
        }
    }
}
