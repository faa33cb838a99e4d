package io.farrier.transport;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** What was observed of each host's transports, operation by operation. */
@Repository
public class Observations {

    /** A word that says nothing about ability (busy, refused login) leaves what was known of it. */
    private static final String SAVE = """
            insert into transport_observations (host_id, transport, operation, supported, word, detail, latency_ms)
            select h.id, ?, ?, ?, ?, ?, ? from hosts h where h.id = ?
            on conflict (host_id, transport, operation) do update set
                supported = coalesce(excluded.supported, transport_observations.supported), word = excluded.word,
                detail = excluded.detail, latency_ms = excluded.latency_ms, seen_at = now()
            """;

    private final JdbcClient jdbc;

    Observations(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** @param unheard nobody was reached: that says nothing of what the device can do */
    public void save(Outcome outcome, boolean unheard) {
        Boolean supported =
                switch (outcome.word()) {
                    case DONE, NOTHING_TO_DO -> Boolean.TRUE;
                    case NEXT_TRANSPORT -> unheard ? null : Boolean.FALSE;
                    default -> null;
                };
        jdbc.sql(SAVE)
                .params(
                        outcome.transport(),
                        outcome.ask().operation().word(),
                        supported,
                        outcome.word().word(),
                        outcome.sentence(),
                        outcome.took().toMillis(),
                        outcome.ask().bmc().hostId())
                .update();
    }
}
