package io.farrier.transport;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.springframework.stereotype.Component;

/**
 * Remembers what each host's transports could and could not do, and how healthy each way is; what is unchanged is written
 * once in a while only.
 */
@Component("transportObserved")
class TransportObserved {

    private static final Duration UNCHANGED = Duration.ofMinutes(5);

    private record Seen(Word word, long at) {}

    private final Observations observations;
    private final Ways ways;
    private final Classification table;
    private final Map<String, Seen> seen = new ConcurrentHashMap<>();

    TransportObserved(Observations observations, Ways ways, Classification table) {
        this.observations = observations;
        this.ways = ways;
        this.table = table;
    }

    public void note(Exchange exchange, @Body Outcome outcome) {
        long host = outcome.ask().bmc().hostId();
        boolean failed =
                outcome.messageId() != null && table.of(outcome.messageId(), 0).way();
        // A BMC that restarts because of us is away by every way: that tells nothing of any.
        if (host == 0 || ours(outcome) || failed && Forgiveness.of(exchange)) {
            return;
        }
        Health before = ways.of(host)
                .getOrDefault(outcome.transport(), Ways.Known.NOTHING)
                .health();
        String key = host + " " + outcome.transport() + " " + outcome.ask().operation();
        Seen last = seen.get(key);
        long now = System.nanoTime();
        boolean well = !failed && before.failures() == 0;
        if (well && last != null && last.word() == outcome.word() && now - last.at() < UNCHANGED.toNanos()) {
            return;
        }
        observations.save(outcome, failed);
        ways.save(
                host,
                outcome.transport(),
                failed ? worse(before, outcome) : before.answered(outcome.took(), Instant.now()));
        seen.put(key, new Seen(outcome.word(), now));
    }

    private static Health worse(Health before, Outcome outcome) {
        boolean unreachable = outcome.word() == Word.NEXT_TRANSPORT;
        return before.failed(unreachable, ThreadLocalRandom.current().nextDouble(), Instant.now());
    }

    /**
     * It says something of this hub or of what was asked, not of the way: no time, no route, shadow mode, a kind of order that
     * this way has no word for, though it has one for others.
     */
    private static boolean ours(Outcome outcome) {
        return switch (outcome.messageId()) {
            case "late", "no-route", "shadow", "denied", "kind", "unknown" -> true;
            case null, default -> false;
        };
    }
}
