package io.farrier.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.farrier.bell.Ring;
import io.farrier.hub.Headers;
import io.farrier.ledger.Ledger;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import org.apache.camel.ExchangePattern;
import org.apache.camel.Message;
import org.apache.camel.builder.AdviceWith;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * How many turns a second the real route {@code run.step} takes, as a share of what the same broker and the same Camel
 * component do when they only consume a bell and ring it again. Runs and their stories are real; the device is not
 * there: a turn of one commit asks nobody, and one of two commits is answered in {@code redfish.job} at once. When the
 * bells ring is set here, else every run would wait for its device.
 */
@Tag("bench")
@Tag("bells")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BellsBench {

    private static final int RUNS = 256;
    private static final int WARM_UP = 20_000;
    private static final Duration MEASURED = Duration.ofSeconds(10);
    private static final Duration SOON = Duration.ofMillis(50);

    private enum Ringing {
        AT_ONCE,
        SCHEDULED
    }

    private final LongAdder forwarded = new LongAdder();
    private volatile Ringing ringing = Ringing.AT_ONCE;
    private WarmHub hub;
    private Stories stories;

    @BeforeAll
    void start() throws Exception {
        hub = WarmHub.start("bells");
        stories = new Stories(hub.the(JdbcClient.class), hub.the(Ledger.class));
        AdviceWith.adviceWith(
                hub.camel(),
                "bell.rings",
                route -> route.weaveByToUri("direct.*").before().process(e -> when(e.getMessage())));
        hub.camel().getRouteController().stopRoute("redfish.job");
        hub.camel().removeRoute("redfish.job");
        hub.camel().addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:redfish.job").routeId("redfish.job").process(e -> e.getMessage()
                        .setBody(Stories.stillRunning()));
                from("jms:bench.bare?concurrentConsumers={{farrier.run.workers}}")
                        .routeId("bench.bare")
                        .autoStartup(false)
                        .removeHeaders("*")
                        .process(e -> forwarded.increment())
                        .to(ExchangePattern.InOnly, "jms:bench.bare");
            }
        });
    }

    @AfterAll
    void stop() {
        hub.close();
    }

    @Test
    void turns_a_second_beside_a_bare_forward() throws Exception {
        ring(stories.waiting(1, RUNS));
        await().atMost(Duration.ofMinutes(5)).until(() -> stories.turns(1) >= WARM_UP);
        hub.camel().getRouteController().stopRoute("run.step");
        for (int n = 0; n < RUNS; n++) {
            hub.camel().createProducerTemplate().sendBody("jms:bench.bare", "{\"id\":%d,\"turn\":12345}".formatted(n));
        }
        bare();
        double bareBefore = bare();
        hub.camel().getRouteController().startRoute("run.step");
        double atOnce = rate(() -> stories.turns(1));
        hub.camel().getRouteController().stopRoute("run.step");
        double bareAfter = bare();
        stories.end(1);
        double bare = (bareBefore + bareAfter) / 2;

        hub.camel().getRouteController().startRoute("run.step");
        double effect = measured(2, stories.polling(2, RUNS));
        ringing = Ringing.SCHEDULED;
        double scheduled = measured(3, stories.waiting(3, RUNS));
        double scheduledEffect = measured(4, stories.polling(4, RUNS));

        System.out.printf(
                Locale.ROOT,
                "bells: a bare consume-and-forward took %,.0f messages/s before and %,.0f/s after%n"
                        + "bells: effect turns (two commits) %,.0f/s, %.2f of it; turns rung by schedule %,.0f/s, %.2f of it;"
                        + " effect turns rung by schedule %,.0f/s, %.2f of it%n"
                        + "bells: %,.0f turns/s with one commit and an immediate ring, ratio %.2f to a bare Camel-JMS"
                        + " consume-and-forward in the same run%n",
                bareBefore, bareAfter, effect, effect / bare, scheduled, scheduled / bare, scheduledEffect,
                scheduledEffect / bare, atOnce, atOnce / bare);
        assertThat(atOnce / bare).as("turns a second as a share of a bare forward").isGreaterThanOrEqualTo(0.3);
    }

    private double bare() throws Exception {
        hub.camel().getRouteController().startRoute("bench.bare");
        double rate = rate(forwarded::sum);
        hub.camel().getRouteController().stopRoute("bench.bare");
        return rate;
    }

    private double measured(int network, List<Ring> bells) {
        ring(bells);
        await().atMost(Duration.ofMinutes(2)).until(() -> stories.turns(network) >= 10 * RUNS);
        double rate = rate(() -> stories.turns(network));
        stories.end(network);
        return rate;
    }

    private void ring(List<Ring> bells) {
        hub.camel().createProducerTemplate().sendBody("direct:bell.rings", bells);
    }

    private void when(Message bell) {
        switch (ringing) {
            case AT_ONCE -> bell.removeHeader(Headers.RING_AT);
            case SCHEDULED -> bell.setHeader(Headers.RING_AT, System.currentTimeMillis() + SOON.toMillis());
        }
    }

    /** A second's worth of a counter, over {@link #MEASURED}. */
    private static double rate(LongSupplier counter) {
        long began = System.nanoTime();
        long first = counter.getAsLong();
        await().pollDelay(MEASURED).atMost(MEASURED.plusMinutes(1)).until(() -> true);
        long more = counter.getAsLong() - first;
        return more * 1e9 / (System.nanoTime() - began);
    }
}
