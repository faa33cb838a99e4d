package io.farrier.transport;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.stereotype.Component;

/** Remembers what each host's transports could and could not do; what is unchanged is written once in a while only. */
@Component("transportObserved")
class TransportObserved {

    private static final Duration UNCHANGED = Duration.ofMinutes(5);

    private record Seen(Word word, long at) {}

    private final Observations observations;
    private final Map<String, Seen> seen = new ConcurrentHashMap<>();

    TransportObserved(Observations observations) {
        this.observations = observations;
    }

    public void note(Outcome outcome) {
        long host = outcome.ask().bmc().hostId();
        if (host == 0) {
            return;
        }
        String key = host + " " + outcome.transport() + " " + outcome.ask().operation();
        Seen last = seen.get(key);
        long now = System.nanoTime();
        if (last != null && last.word() == outcome.word() && now - last.at() < UNCHANGED.toNanos()) {
            return;
        }
        observations.save(outcome);
        seen.put(key, new Seen(outcome.word(), now));
    }
}
