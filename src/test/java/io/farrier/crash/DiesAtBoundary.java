package io.farrier.crash;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.apache.camel.AsyncCallback;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.NamedNode;
import org.apache.camel.Processor;
import org.apache.camel.spi.InterceptStrategy;
import org.apache.camel.support.processor.DelegateAsyncProcessor;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.stereotype.Component;

/**
 * Makes a hub process die by {@code kill -9} exactly at a step's boundary. On the class path of tests only, and only
 * where {@code farrier.crash.at} names a {@link Boundary}, or several: then at the first that is reached. The routes do not
 * know of it.
 */
@Component
@ConditionalOnProperty("farrier.crash.at")
class DiesAtBoundary implements InterceptStrategy {

    private final List<Boundary> boundaries;

    DiesAtBoundary(@Value("${farrier.crash.at}") List<String> at) {
        this.boundaries = at.stream().map(Boundary::of).toList();
    }

    @Override
    public Processor wrapProcessorInInterceptors(CamelContext camel, NamedNode step, Processor target, Processor next) {
        Processor wrapped = target;
        for (Boundary boundary : boundaries) {
            if (boundary.step().equals(step.getId())) {
                wrapped = dying(wrapped, boundary);
            }
        }
        return wrapped;
    }

    private static Processor dying(Processor step, Boundary boundary) {
        AtomicInteger reached = new AtomicInteger();
        return new DelegateAsyncProcessor(step) {
            @Override
            public boolean process(Exchange exchange, AsyncCallback callback) {
                if (boundary.side().equals("before")) {
                    count(boundary, reached);
                    return super.process(exchange, callback);
                }
                return super.process(exchange, done -> {
                    count(boundary, reached);
                    callback.done(done);
                });
            }
        };
    }

    private static void count(Boundary boundary, AtomicInteger reached) {
        if (reached.incrementAndGet() == boundary.nth()) {
            System.out.println("Dies " + boundary);
            try {
                new ProcessBuilder(
                                "kill",
                                "-9",
                                String.valueOf(ProcessHandle.current().pid()))
                        .start();
            } catch (IOException e) {
                Runtime.getRuntime().halt(1);
            }
        }
        // Whoever comes here while the kill is on its way stands still as well: nothing happens after the boundary.
        while (reached.get() >= boundary.nth()) {
            LockSupport.park();
        }
    }
}
