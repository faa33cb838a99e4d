package io.farrier.desk;

import java.time.Duration;
import java.util.List;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Which routes the other hubs run, as they said when they were last seen. */
@Repository
public class Nodes {

    /** @param hash of its routes; null: it has not said yet */
    public record Hub(String node, String hash) {}

    private static final String OTHERS = """
            select node, route_hash from hubs
            where ended_at is null and node <> ? and seen_at > now() - ? * interval '1 millisecond' order by node
            """;

    private final JdbcClient jdbc;
    private final Duration silence;

    Nodes(JdbcClient jdbc, @Value("${farrier.hub.silence}") Duration silence) {
        this.jdbc = jdbc;
        this.silence = silence;
    }

    /** Those that live now. */
    public List<Hub> besides(String node) {
        return jdbc.sql(OTHERS)
                .params(node, silence.toMillis())
                .query((row, n) -> new Hub(row.getString(1), row.getString(2)))
                .list();
    }
}
