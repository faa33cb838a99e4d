package io.farrier.crash;

import java.io.IOException;
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
 * where {@code farrier.crash.at} names a {@link Boundary}; the routes do not know of it.
 */
@Component
@ConditionalOnProperty("farrier.crash.at")
class DiesAtBoundary implements InterceptStrategy {

    private final Boundary boundary;
    private final AtomicInteger reached = new AtomicInteger();

    DiesAtBoundary(@Value("${farrier.crash.at}") String at) {
        this.boundary = Boundary.of(at);
    }

    @Override
    public Processor wrapProcessorInInterceptors(CamelContext camel, NamedNode step, Processor target, Processor next) {
        if (!boundary.step().equals(step.getId())) {
            return target;
        }
        return new DelegateAsyncProcessor(target) {
            @Override
            public boolean process(Exchange exchange, AsyncCallback callback) {
                if (boundary.side().equals("before")) {
                    count();
                    return super.process(exchange, callback);
                }
                return super.process(exchange, done -> {
                    count();
                    callback.done(done);
                });
            }
        };
    }

    private void count() {
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
