package io.farrier.bench;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.function.LongSupplier;

/** How often something happened in a second, and what each cost the processors. */
record Rate(double perSecond, double hubMillis, double databaseMillis) {

    private static final Duration MEASURED = Duration.ofSeconds(10);

    static Rate of(WarmHub hub, LongSupplier counter) {
        try {
            Cpu before = hub.cpu();
            long began = System.nanoTime();
            long first = counter.getAsLong();
            await().pollDelay(MEASURED).atMost(MEASURED.plusMinutes(1)).until(() -> true);
            double times = counter.getAsLong() - first;
            double seconds = (System.nanoTime() - began) / 1e9;
            Cpu used = hub.cpu().since(before);
            return new Rate(
                    times / seconds,
                    used.hub().toMillis() / times,
                    used.database().toMillis() / times);
        } catch (IOException e) {
            throw new IllegalStateException("The database's process is not to be found", e);
        }
    }

    Rate mean(Rate other) {
        return new Rate(
                (perSecond + other.perSecond) / 2,
                (hubMillis + other.hubMillis) / 2,
                (databaseMillis + other.databaseMillis) / 2);
    }
}
