package io.farrier.crash;

import io.farrier.bell.Bell;
import io.farrier.bell.Kind;
import io.farrier.bell.Ring;
import io.farrier.hub.Headers;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
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
 * Rings a run again at the moment when a submit of it leaves: its old bell, and one for the turn that is being taken.
 * Says on standard output what became of them. Only where {@code farrier.crash.ring-twice} is true.
 */
@Component
@ConditionalOnProperty("farrier.crash.ring-twice")
class RingsTwice implements InterceptStrategy {

    private final Set<Long> submitting = ConcurrentHashMap.newKeySet();

    @Override
    public Processor wrapProcessorInInterceptors(CamelContext camel, NamedNode step, Processor target, Processor next) {
        return switch (String.valueOf(step.getId())) {
            case "redfish.package.update" -> around(target, camel);
            case "run.begin.claim" -> after(target);
            default -> target;
        };
    }

    private Processor around(Processor submit, CamelContext camel) {
        return new DelegateAsyncProcessor(submit) {
            @Override
            public boolean process(Exchange exchange, AsyncCallback callback) {
                Bell bell = exchange.getProperty("farrierBell", Bell.class);
                submitting.add(bell.id());
                ring(camel, bell);
                ring(camel, new Bell(bell.id(), bell.turn() + 1));
                return super.process(exchange, done -> {
                    submitting.remove(bell.id());
                    callback.done(done);
                });
            }
        };
    }

    /** In a thread of its own: in the turn's own session it would be sent when the turn is over. */
    private static void ring(CamelContext camel, Bell bell) {
        CompletableFuture.runAsync(() -> camel.createFluentProducerTemplate()
                        .to("jms:" + Kind.RUN.queue())
                        .withBody(Ring.now(Kind.RUN, bell).text())
                        .send())
                .join();
    }

    private Processor after(Processor claim) {
        return new DelegateAsyncProcessor(claim) {
            @Override
            public boolean process(Exchange exchange, AsyncCallback callback) {
                return super.process(exchange, done -> {
                    Bell bell = exchange.getProperty("farrierBell", Bell.class);
                    if (submitting.contains(bell.id())) {
                        boolean claimed = exchange.getProperty(Headers.TURN) != null;
                        System.out.println(
                                (claimed ? "Claimed" : "Dropped") + " a second bell during a submit: " + bell);
                    }
                    callback.done(done);
                });
            }
        };
    }
}
