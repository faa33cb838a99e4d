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
        AdviceWith.adviceWith(hub.camel(), "bell.rings", route -> route.weaveByToUri("direct.*")
                .before()
                .process(e -> when(e.getMessage())));
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
        Rate before = bare();
        hub.camel().getRouteController().startRoute("run.step");
        Rate atOnce = Rate.of(hub, () -> stories.turns(1));
        hub.camel().getRouteController().stopRoute("run.step");
        Rate bare = before.mean(bare());
        stories.end(1);

        hub.camel().getRouteController().startRoute("run.step");
        Rate effect = measured(2, stories.polling(2, RUNS));
        ringing = Ringing.SCHEDULED;
        Rate scheduled = measured(3, stories.waiting(3, RUNS));
        Rate both = measured(4, stories.polling(4, RUNS));

        say("a bare Camel-JMS consume-and-forward", bare, bare);
        say("turns with one commit and an immediate ring", atOnce, bare);
        say("effect turns (two commits)", effect, bare);
        say("turns rung by schedule", scheduled, bare);
        say("effect turns rung by schedule", both, bare);
        System.out.printf(
                Locale.ROOT,
                "bells: %,.0f turns/s with one commit and an immediate ring, ratio %.2f to a bare Camel-JMS"
                        + " consume-and-forward in the same run (%,.0f/s)%n",
                atOnce.perSecond(),
                atOnce.perSecond() / bare.perSecond(),
                bare.perSecond());
        assertThat(atOnce.perSecond() / bare.perSecond())
                .as("turns a second as a share of a bare forward")
                .isGreaterThanOrEqualTo(0.3);
    }

    private static void say(String what, Rate rate, Rate bare) {
        System.out.printf(
                Locale.ROOT,
                "bells: %s: %,.0f/s, ratio %.2f; CPU of one: hub %.2f ms, database %.2f ms%n",
                what,
                rate.perSecond(),
                rate.perSecond() / bare.perSecond(),
                rate.hubMillis(),
                rate.databaseMillis());
    }

    private Rate bare() throws Exception {
        hub.camel().getRouteController().startRoute("bench.bare");
        Rate rate = Rate.of(hub, forwarded::sum);
        hub.camel().getRouteController().stopRoute("bench.bare");
        return rate;
    }

    private Rate measured(int network, List<Ring> bells) {
        ring(bells);
        await().atMost(Duration.ofMinutes(2)).until(() -> stories.turns(network) >= 10 * RUNS);
        Rate rate = Rate.of(hub, () -> stories.turns(network));
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
}
