package io.farrier.desk;

import io.farrier.ledger.Entry;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.camel.FluentProducerTemplate;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultRegistry;

/** A small hub of its own: a Camel context, a desk, and a notebook where the ledger would be. */
final class Stage implements AutoCloseable {

    /** A bean that routes name. */
    public static final class Station {
        public String shout(String body) {
            return body.toUpperCase();
        }
    }

    final List<Entry> journal = new ArrayList<>();
    final DefaultCamelContext camel = new DefaultCamelContext(new DefaultRegistry());
    final Desk desk = new Desk(camel, Known.of(camel), this::note);
    volatile boolean ledgerIsAway;

    Stage() {
        camel.disableJMX();
        camel.getRegistry().bind("station", new Station());
        camel.getShutdownStrategy().setTimeout(5);
        camel.getPropertiesComponent().addInitialProperty("known.size", "3");
    }

    private void note(Entry entry) {
        if (ledgerIsAway) {
            throw new IllegalStateException("the database is away");
        }
        journal.add(entry);
    }

    Stage start(Map<String, String> files) {
        desk.begin(set(files));
        camel.start();
        return this;
    }

    Verdict apply(Map<String, String> files) {
        return desk.apply(set(files), "anna");
    }

    /** What comes back from a direct endpoint. */
    String ask(String direct) {
        try (FluentProducerTemplate ask = camel.createFluentProducerTemplate()) {
            return ask.withBody("hello").to("direct:" + direct).request(String.class);
        } catch (java.io.IOException e) {
            throw new IllegalStateException(e);
        }
    }

    List<String> ids() {
        return camel.getRoutes().stream()
                .map(route -> route.getRouteId())
                .sorted()
                .toList();
    }

    static RouteSet set(Map<String, String> files) {
        return new RouteSet(new TreeMap<>(files));
    }

    /** A route that answers direct:id; the steps are indented as under {@code steps:} of a lone route. */
    static String route(String id, String steps) {
        return """
                - route:
                    id: %s
                    description: Made for a test
                    from:
                      uri: direct
                      parameters:
                        name: %s
                      steps:
                """.formatted(id, id) + steps.indent(8);
    }

    /** A step that answers a word. */
    static String says(String id, String word) {
        return """
                - setBody:
                    id: %s
                    constant: %s
                """.formatted(id, word);
    }

    @Override
    public void close() {
        camel.stop();
    }
}
