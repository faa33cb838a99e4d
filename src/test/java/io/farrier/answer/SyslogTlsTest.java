package io.farrier.answer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.farrier.hub.Headers;
import io.farrier.lab.net.Identities;
import io.farrier.ledger.Event;
import io.farrier.transport.SiteCa;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.apache.camel.FluentProducerTemplate;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.apache.camel.support.jsse.SSLContextParameters;
import org.apache.camel.support.jsse.TrustManagersParameters;
import org.apache.hc.core5.util.Timeout;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The route itself, in a hub of a site that has a CA of its own. */
class SyslogTlsTest {

    private static final String ADDRESS = "127.20.169.5";

    @TempDir
    Path folder;

    @Test
    void who_shows_the_certificate_of_its_address_is_told_and_who_shows_that_of_another_is_not() throws Exception {
        Identities site = new Identities(null, true);
        try (TlsReceiver right = TlsReceiver.open(site.of("right", "RIGHT01", ADDRESS), ADDRESS);
                TlsReceiver wrong = TlsReceiver.open(site.of("wrong", "WRONG01", "127.20.169.99"), ADDRESS);
                DefaultCamelContext camel = camel(site)) {
            tell(camel, right.port());
            await().until(() -> String.join("", right.heard()).endsWith("It happened."));
            assertThat(String.join("", right.heard()))
                    .matches("(?s)\\d+ <134>1 2026-11-24T02:00:00.000000Z hub farrier.*");
            assertThatThrownBy(() -> tell(camel, wrong.port())).hasRootCauseInstanceOf(Exception.class);
            assertThat(wrong.heard()).isEmpty();
        }
    }

    private DefaultCamelContext camel(Identities site) throws Exception {
        Path ca = Files.writeString(folder.resolve("ca.pem"), site.authorityPem());
        SSLContextParameters tls = new SSLContextParameters();
        TrustManagersParameters trust = new TrustManagersParameters();
        trust.setTrustManager(SiteCa.of(ca.toString()));
        tls.setTrustManagers(trust);
        DefaultCamelContext camel = new DefaultCamelContext();
        camel.disableJMX();
        Timeout timeOut = Timeout.ofSeconds(5);
        camel.getRegistry().bind("answerTimeOut", timeOut);
        camel.getRegistry().bind("syslogLine", new SyslogLine(timeOut, tls, camel));
        camel.getRegistry().bind("syslogPost", new SyslogPost(new Fence(List.of("127.20.0.0/16")), 16, "hub"));
        PluginHelper.getRoutesLoader(camel)
                .loadRoutes(ResourceHelper.resolveResource(camel, "file:routes/answer/syslog.camel.yaml"));
        camel.start();
        return camel;
    }

    private static void tell(DefaultCamelContext camel, int port) throws Exception {
        Event event = new Event(
                1,
                2,
                Instant.parse("2026-11-24T02:00:00Z"),
                "plan:1",
                1,
                "plan.begun",
                null,
                null,
                1L,
                "farrier",
                "It happened.",
                JsonNodeFactory.instance.objectNode());
        Subscription subscription = new Subscription(
                1,
                "s",
                "syslog",
                "tls://" + ADDRESS + ":" + port,
                null,
                Filter.ALL,
                "on",
                null,
                "0-0",
                0,
                0,
                null,
                null,
                null,
                null,
                null,
                null);
        try (FluentProducerTemplate ask = camel.createFluentProducerTemplate()) {
            var said = ask.to("direct:answer.to.syslog")
                    .withExchange(() -> {
                        var exchange =
                                camel.getEndpoint("direct:answer.to.syslog").createExchange();
                        exchange.setProperty(AnswerTurn.SUBSCRIPTION, subscription);
                        exchange.setProperty(Headers.ANSWER, Answer.bare(event));
                        return exchange;
                    })
                    .send();
            if (said.getException() != null) {
                throw said.getException();
            }
        }
    }
}
