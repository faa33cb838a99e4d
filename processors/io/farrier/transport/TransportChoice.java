package io.farrier.transport;

import io.farrier.hub.Headers;
import java.util.Arrays;
import java.util.List;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.ServiceStatus;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/**
 * Which way an ask goes: what the asker named, else the first of the chain that can do the operation, which means that a
 * route of its name is there and started.
 */
@Component("transportChoice")
class TransportChoice {

    private final CamelContext camel;
    private final List<String> chain;

    TransportChoice(CamelContext camel, @Value("${farrier.transport.chain}") String[] chain) {
        this.camel = camel;
        this.chain = Arrays.asList(chain);
    }

    public void choose(Exchange exchange) {
        Ask ask = exchange.getMessage().getBody(Ask.class);
        String operation = ask.operation().word();
        String named = exchange.getMessage().getHeader(Headers.TRANSPORT, String.class);
        String transport = named != null ? named : first(operation);
        exchange.setProperty("ask", ask);
        exchange.setProperty("askedAt", System.nanoTime());
        exchange.setProperty("triedTransport", transport);
        exchange.getMessage().setHeader(Headers.TRANSPORT, transport);
        exchange.getMessage().setHeader(Headers.OPERATION, operation);
        if (!can(transport, operation)) {
            throw new Failure("no-route", "No started route does " + transport + "." + operation);
        }
    }

    private String first(String operation) {
        return chain.stream().filter(t -> can(t, operation)).findFirst().orElse(chain.getFirst());
    }

    private boolean can(String transport, String operation) {
        return camel.getRouteController().getRouteStatus(transport + "." + operation) == ServiceStatus.Started;
    }
}
