package io.farrier.metrics;

import io.farrier.answer.EventStream;
import io.farrier.bell.Kind;
import io.farrier.bell.Turns;
import io.farrier.ledger.Cursor;
import io.farrier.ledger.Event;
import io.farrier.ledger.Ledger;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/**
 * The figures as meters. They are read by the route {@code metrics.read}; a scrape only shows what was read last, so no
 * number of scrapes is a load for the database.
 */
@Component("metricsRead")
class MetricsRead {

    private static final int PAGE = 500;

    private final Figures figures;
    private final Turns turns;
    private final Ledger ledger;
    private final MeterRegistry meters;
    private final Duration patience;
    private final Duration silence;
    private final MultiGauge runs;
    private final MultiGauge plans;
    private final MultiGauge hosts;
    private final MultiGauge subscriptions;
    private final MultiGauge bells;
    private final Map<String, Double> numbers = new ConcurrentHashMap<>();
    private volatile long readAt = System.nanoTime();
    private Cursor read;

    MetricsRead(
            Figures figures,
            Turns turns,
            Ledger ledger,
            EventStream stream,
            MeterRegistry meters,
            @Value("${farrier.bell.patience}") Duration patience,
            @Value("${farrier.hub.silence}") Duration silence) {
        this.figures = figures;
        this.turns = turns;
        this.ledger = ledger;
        this.meters = meters;
        this.patience = patience;
        this.silence = silence;
        this.runs = many("farrier.runs", "Runs by their state");
        this.plans = many("farrier.plans", "Plans by their state");
        this.hosts = many("farrier.hosts", "Servers by the worst verdict of their components");
        this.subscriptions = many("farrier.subscriptions", "Subscriptions: on, failing, paused");
        this.bells =
                many("farrier.bells.late", "What is due for longer than the patience of the sweep and not worked on");
        one("farrier.subscriptions.lag.seconds", "Age of the oldest event that a subscription was not told");
        one(
                "farrier.ledger.held.seconds",
                "How long the oldest open transaction has held back the readers of the ledger");
        one("farrier.messages.parked", "Messages that were not understood and wait for a person");
        one("farrier.halted", "1 while the world is halted");
        one("farrier.hubs", "Hubs that are alive");
        Gauge.builder("farrier.listeners", stream, EventStream::admitted)
                .description("Who listens to the event stream of this hub")
                .register(meters);
        Gauge.builder("farrier.figures.age.seconds", this, m -> (System.nanoTime() - m.readAt) / 1e9)
                .description("How old these figures are")
                .register(meters);
    }

    private MultiGauge many(String name, String description) {
        return MultiGauge.builder(name).description(description).register(meters);
    }

    private void one(String name, String description) {
        Gauge.builder(name, numbers, all -> all.getOrDefault(name, 0.0))
                .description(description)
                .register(meters);
    }

    public void read() {
        show(runs, "state", figures.runs());
        show(plans, "state", figures.plans());
        show(hosts, "verdict", figures.hosts());
        show(subscriptions, "state", figures.subscriptions());
        Map<Kind, Double> late = new EnumMap<>(Kind.class);
        for (Kind kind : Kind.values()) {
            late.put(kind, (double) turns.late(kind, patience.multipliedBy(3)));
        }
        bells.register(
                late.entrySet().stream()
                        .map(entry -> MultiGauge.Row.of(
                                Tags.of("kind", entry.getKey().name().toLowerCase(Locale.ROOT)), entry.getValue()))
                        .toList(),
                true);
        numbers.put("farrier.subscriptions.lag.seconds", figures.subscriptionsBehind());
        numbers.put("farrier.ledger.held.seconds", figures.ledgerHeld());
        numbers.put("farrier.messages.parked", figures.parkedMessages());
        numbers.put("farrier.halted", figures.halted());
        numbers.put("farrier.hubs", figures.hubs(silence));
        ended();
        readAt = System.nanoTime();
    }

    private static void show(MultiGauge gauge, String label, Map<String, Double> counted) {
        gauge.register(
                counted.entrySet().stream()
                        .map(entry -> MultiGauge.Row.of(Tags.of(label, entry.getKey()), entry.getValue()))
                        .toList(),
                true);
    }

    /** How long those runs took that have ended since this was read the last time; the first time there are none. */
    private void ended() {
        if (read == null) {
            read = ledger.end();
            return;
        }
        List<Event> news;
        do {
            news = ledger.after(read, PAGE);
            news.stream()
                    .filter(event -> event.type().equals("run.ended") && event.runId() != null)
                    .flatMap(event -> figures.took(event.runId()).stream())
                    .forEach(this::took);
            read = news.isEmpty() ? read : Cursor.after(news.getLast());
        } while (news.size() == PAGE);
    }

    private void took(Figures.Took took) {
        Timer.builder("farrier.run.duration")
                .description("How long runs took, by the transport that installed and by how they ended")
                .tags("outcome", took.outcome(), "transport", took.transport())
                .serviceLevelObjectives(
                        Duration.ofMinutes(10), Duration.ofMinutes(30), Duration.ofHours(1), Duration.ofHours(2))
                .register(meters)
                .record(took.time());
    }
}
