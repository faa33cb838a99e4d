package io.farrier.crash;

import io.farrier.bell.Bell;
import io.farrier.bell.Kind;
import io.farrier.bell.Ring;
import io.farrier.hub.Headers;
import io.farrier.transport.Ask;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.camel.AsyncCallback;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.NamedNode;
import org.apache.camel.Processor;
import org.apache.camel.spi.InterceptStrategy;
import org.apache.camel.support.processor.DelegateAsyncProcessor;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.stereotype.Component;

/**
 * Rings a run again at the moment when a submit of it leaves, by whatever transport: its old bell, and one for the turn
 * that is being taken. The turn goes on when both were heard, so that they come while it is under way. Says on standard
 * output what was rung and what became of it. Only where {@code farrier.crash.ring-twice} is true.
 */
@Component
@ConditionalOnProperty("farrier.crash.ring-twice")
class RingsTwice implements InterceptStrategy {

    /** Far less than what is left of the turn's lease. */
    private static final Duration HEARD_WITHIN = Duration.ofSeconds(5);

    /** The bells that were rung for a submit that is under way. */
    private final Map<Bell, CountDownLatch> second = new ConcurrentHashMap<>();

    @Override
    public Processor wrapProcessorInInterceptors(CamelContext camel, NamedNode step, Processor target, Processor next) {
        return switch (String.valueOf(step.getId())) {
            case "run.ask.attempt" -> around(target, camel);
            case "run.begin.claim" -> after(target);
            default -> target;
        };
    }

    private Processor around(Processor attempt, CamelContext camel) {
        return new DelegateAsyncProcessor(attempt) {
            @Override
            public boolean process(Exchange exchange, AsyncCallback callback) {
                Object ask = exchange.getMessage().getBody();
                if (!(ask instanceof Ask.Submit) && !(ask instanceof Ask.Rollback)) {
                    return super.process(exchange, callback);
                }
                Bell bell = exchange.getProperty("farrierBell", Bell.class);
                List<Bell> bells = List.of(bell, new Bell(bell.id(), bell.turn() + 1));
                CountDownLatch heard = new CountDownLatch(bells.size());
                bells.forEach(more -> second.put(more, heard));
                bells.forEach(more -> ring(camel, more, exchange));
                return super.process(exchange, done -> {
                    await(heard);
                    bells.forEach(second::remove);
                    callback.done(done);
                });
            }
        };
    }

    /** In a thread of its own: in the turn's own session it would be sent when the turn is over. */
    private static void ring(CamelContext camel, Bell bell, Exchange submit) {
        System.out.println("Rang a second bell during a submit by "
                + submit.getMessage().getHeader(Headers.TRANSPORT) + ": " + bell);
        CompletableFuture.runAsync(() -> camel.createFluentProducerTemplate()
                        .to("jms:" + Kind.RUN.queue())
                        .withBody(Ring.now(Kind.RUN, bell).text())
                        .send())
                .join();
    }

    /** One that is not heard in time is missing in what was said. */
    private static void await(CountDownLatch heard) {
        try {
            heard.await(HEARD_WITHIN.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Processor after(Processor claim) {
        return new DelegateAsyncProcessor(claim) {
            @Override
            public boolean process(Exchange exchange, AsyncCallback callback) {
                return super.process(exchange, done -> {
                    Bell bell = exchange.getProperty("farrierBell", Bell.class);
                    CountDownLatch heard = second.remove(bell);
                    if (heard != null) {
                        boolean claimed = exchange.getProperty(Headers.TURN) != null;
                        System.out.println(
                                (claimed ? "Claimed" : "Dropped") + " a second bell during a submit: " + bell);
                        heard.countDown();
                    }
                    callback.done(done);
                });
            }
        };
    }
}
