package io.farrier.health;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.farrier.fleet.Host;
import io.farrier.ledger.Entry;
import io.farrier.ledger.Ledger;
import java.sql.Timestamp;
import java.sql.Types;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;

/** What each BMC said last by itself. */
@Repository
public class Alerts {

    private static final String HEARD = """
            insert into alerts as a (host_id, message_id, severity, message, said_at, heard, woke_at, told_at)
            values (:host, :id, :severity, :message, :said, :count, case when :wakes then now() end, case when :worries then now() end)
            on conflict (host_id) do update set
                message_id = excluded.message_id, severity = excluded.severity, message = excluded.message,
                said_at = excluded.said_at, heard_at = now(), heard = a.heard + excluded.heard,
                woke_at = case when :wakes and (a.woke_at is null or a.woke_at < now() - :calm * interval '1 millisecond')
                    then now() else a.woke_at end,
                told_at = case when :worries and (a.told_at is null or a.told_at < now() - interval '1 minute') then now()
                    else a.told_at end
            returning coalesce(woke_at = now(), false) as wakes, coalesce(told_at = now(), false) as tells
            """;

    /**
     * The last that a host's BMC said.
     *
     * @param age seconds since it was heard
     * @param heard how often it has said anything
     */
    @JsonInclude(JsonInclude.Include.ALWAYS)
    public record Last(
            String messageId, String severity, String message, Instant saidAt, Instant heardAt, long age, long heard) {}

    private final JdbcClient jdbc;
    private final Ledger ledger;

    Alerts(JdbcClient jdbc, Ledger ledger) {
        this.jdbc = jdbc;
        this.ledger = ledger;
    }

    /**
     * Keeps the last of them. The ledger is told of those that somebody should look at, once a minute for each host: a BMC may
     * say the same a thousand times.
     *
     * @param calm for so long after the run was woken it is not woken again
     * @return the host's live run, if it is to be woken
     */
    @Transactional
    public Optional<Long> heard(Host host, List<Alert> alerts, Duration calm) {
        Alert last = alerts.stream()
                .filter(Alert::worries)
                .reduce((one, next) -> next)
                .orElse(alerts.getLast());
        boolean[] said = jdbc.sql(HEARD)
                .param("host", host.id())
                .param("id", last.messageId())
                .param("severity", last.severity())
                .param("message", last.message())
                .param("said", last.saidAt() == null ? null : Timestamp.from(last.saidAt()), Types.TIMESTAMP)
                .param("count", alerts.size())
                .param("worries", last.worries())
                .param("wakes", alerts.stream().anyMatch(Alert::wakes))
                .param("calm", calm.toMillis())
                .query((row, n) -> new boolean[] {row.getBoolean("wakes"), row.getBoolean("tells")})
                .single();
        if (said[1]) {
            ledger.append(Entry.of(
                            "host:" + host.id(),
                            "host.alerted",
                            "%s says by itself: %s (%s, %s)."
                                    .formatted(host.label(), last.message(), last.messageId(), last.severity()))
                    .host(host.id())
                    .with(last));
        }
        return said[0]
                ? jdbc.sql("select id from host_runs where host_id = ? and ended_at is null")
                        .params(host.id())
                        .query(Long.class)
                        .optional()
                : Optional.empty();
    }

    public Optional<Last> last(long host) {
        return jdbc.sql("select *, extract(epoch from now() - heard_at)::bigint as age from alerts where host_id = ?")
                .params(host)
                .query((row, n) -> new Last(
                        row.getString("message_id"),
                        row.getString("severity"),
                        row.getString("message"),
                        row.getTimestamp("said_at") == null
                                ? null
                                : row.getTimestamp("said_at").toInstant(),
                        row.getTimestamp("heard_at").toInstant(),
                        row.getLong("age"),
                        row.getLong("heard")))
                .optional();
    }

    /** @param who wants to know where the host's BMC is to send what it says */
    public void asked(Host host, String who) {
        ledger.append(Entry.of(
                        "host:" + host.id(),
                        "host.alerts-asked",
                        "%s was given the address that the BMC of %s may send its events to."
                                .formatted(who, host.label()))
                .host(host.id())
                .by(who)
                .with(Map.of()));
    }
}
