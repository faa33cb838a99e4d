package io.farrier.answer;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.farrier.access.Person;
import io.farrier.ledger.Entry;
import io.farrier.ledger.Ledger;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.springframework.context.ApplicationContext;

/** A test's own change, of which nobody else is told, and a person who may subscribe. */
record Subscribing(Ledger ledger, Person person, String change, long plan) {

    private static final AtomicInteger COUNT = new AtomicInteger();

    static Subscribing in(ApplicationContext hub) {
        int n = COUNT.incrementAndGet();
        Subscribing test = new Subscribing(
                hub.getBean(Ledger.class), Person.who(hub, "administrator"), "CHG90%05d".formatted(n), 7_000_000 + n);
        // Which change a plan is for is said by an event of the change, here before anybody subscribed.
        test.happens("change.waits", "before");
        return test;
    }

    long subscribe(String kind, String address, String secret) {
        var said = person.post("/api/v1/subscriptions", """
                {"name": "%s %s", "kind": "%s", "address": "%s", %s "filter": {"change": "%s"}}
                """.formatted(
                        change, kind, kind, address, secret == null ? "" : "\"secret\": \"" + secret + "\",", change));
        assertThat(said.statusCode()).as(said.body()).isEqualTo(201);
        return Person.json(said).path("id").asLong();
    }

    JsonNode shown(long id) {
        return Person.json(person.get("/api/v1/subscriptions/" + id));
    }

    void ask(long id, String what, String body) {
        var said = person.post("/api/v1/subscriptions/%d/%s".formatted(id, what), body);
        assertThat(said.statusCode()).as(said.body()).isEqualTo(200);
    }

    long happens(String type, String sentence) {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("source", "erp");
        facts.put("change", change);
        return ledger.append(
                Entry.of("change:" + plan, type, sentence).plan(plan).with(facts));
    }
}
