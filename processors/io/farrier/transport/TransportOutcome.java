package io.farrier.transport;

import io.farrier.hub.Headers;
import io.farrier.hub.Refused;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.UUID;
import javax.net.ssl.SSLException;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.apache.hc.client5.http.ConnectTimeoutException;
import org.apache.hc.core5.http.ConnectionRequestTimeoutException;
import org.apache.hc.core5.http.NoHttpResponseException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Turns what came of an attempt, answer or exception, into one {@link Outcome}. Here, once, for every transport. */
@Component("transportOutcome")
class TransportOutcome {

    private static final Logger log = LoggerFactory.getLogger(TransportOutcome.class);

    private final Classification table;

    TransportOutcome(Classification table) {
        this.table = table;
    }

    public void done(Exchange exchange, @ExchangeProperty("ask") Ask ask, @ExchangeProperty("askedAt") long askedAt) {
        Answer answer = exchange.getMessage().getBody(Answer.class);
        leave(exchange, new Outcome(ask, transport(exchange), Word.DONE, answer, null, null, null, since(askedAt)));
    }

    public void failed(Exchange exchange, @ExchangeProperty("ask") Ask ask, @ExchangeProperty("askedAt") long askedAt) {
        Throwable thrown = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class);
        Failure failure = failure(thrown, ask);
        Word word = table.word(failure, ask.operation().writes());
        Classification.Line line = table.of(failure.code(), failure.status());
        leave(
                exchange,
                new Outcome(
                        ask,
                        transport(exchange),
                        word,
                        null,
                        failure.code(),
                        failure.getMessage() + ". " + line.then(),
                        failure.retryAfter(),
                        since(askedAt)));
    }

    private static void leave(Exchange exchange, Outcome outcome) {
        exchange.getMessage().removeHeaders("*");
        exchange.getMessage().setHeader(Headers.WORD, outcome.word().word());
        exchange.getMessage().setBody(outcome);
    }

    private static String transport(Exchange exchange) {
        String tried = exchange.getProperty("triedTransport", String.class);
        return tried == null ? "none" : tried;
    }

    private static Duration since(long nanos) {
        return Duration.ofNanos(System.nanoTime() - nanos);
    }

    /** What an exception means, by its kind. Only where nothing can have left is it said so (refused, connect, unresolved). */
    static Failure failure(Throwable thrown, Ask ask) {
        String bmc = ask.bmc().toString();
        SSLException tls = null;
        for (Throwable t = thrown; t != null; t = t.getCause()) {
            switch (t) {
                case Failure failure -> {
                    return failure;
                }
                case Refused refused -> {
                    return new Failure(refused.type(), refused.getMessage());
                }
                case Pins.Changed changed -> {
                    return new Failure("tls-changed", changed.getMessage());
                }
                // HttpClient says the same of TLS that was not finished in time; then somebody is there.
                case ConnectTimeoutException e -> {
                    return String.valueOf(e.getMessage()).contains("Read timed out")
                            ? new Failure("handshake", bmc + " took the connection and did not finish TLS in time")
                            : new Failure("connect", bmc + " did not take the connection in time");
                }
                case ConnectionRequestTimeoutException e -> {
                    return new Failure("late", "All connections to " + bmc + " were in use");
                }
                case ConnectException e -> {
                    return new Failure("refused", bmc + " refused the connection");
                }
                case NoRouteToHostException e -> {
                    return new Failure("refused", "There is no route to " + bmc);
                }
                case UnknownHostException e -> {
                    return new Failure("unresolved", bmc + " does not resolve");
                }
                case SocketTimeoutException e -> {
                    return new Failure("timeout", bmc + " did not answer in time");
                }
                case NoHttpResponseException e -> {
                    return new Failure("reset", bmc + " closed the connection without an answer");
                }
                case SocketException e -> {
                    return new Failure("reset", bmc + " broke the connection off");
                }
                // What is inside says more: a changed certificate, a connection that broke off.
                case SSLException e -> tls = e;
                default -> {}
            }
        }
        if (tls != null) {
            return new Failure("tls", "TLS with " + bmc + " failed: " + tls.getMessage());
        }
        String incident = UUID.randomUUID().toString().substring(0, 8);
        log.error(
                "incident {} while asking {} for {}",
                incident,
                bmc,
                ask.operation().word(),
                thrown);
        return new Failure(
                "unknown", "Asking " + bmc + " failed in the hub itself (incident " + incident + " in the log)");
    }
}
