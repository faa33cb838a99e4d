package io.farrier.trigger;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.RandomGenerator;

/** Messages about changes, each broken in a way of its own, and some that are not. */
final class Mangled {

    /** @param type of the content; empty: none @param attributes of an envelope beside the body */
    record Mail(String type, byte[] body, Map<String, String> attributes) {}

    private static final List<String> TYPES = List.of(
            "application/cloudevents+json",
            "application/cloudevents+json",
            "application/cloudevents+json",
            "application/json",
            "application/cloudevents-batch+json",
            "text/plain",
            "");

    private final Random random;
    private final RandomGenerator<String> text;
    private int count;

    Mangled(long seed) {
        random = new Random(seed);
        text = Arbitraries.oneOf(
                        Arbitraries.strings().ofMaxLength(20),
                        Arbitraries.of(
                                "",
                                "\0",
                                "1.0",
                                "1e999",
                                "\ud800",
                                "9".repeat(500),
                                "2026-13-01T00:00:00Z",
                                "x".repeat(600)))
                .generator(1000, true);
    }

    Mail next(long host) {
        Ticket ticket = new Ticket("FUZZ" + random.nextInt(1_000_000));
        ObjectNode event =
                switch (random.nextInt(3)) {
                    case 0 -> ticket.approved(List.of(host));
                    case 1 -> ticket.cancelled();
                    default -> ticket.rescheduled(Instant.now().plusSeconds(864_000), 3600);
                };
        // Not now: nobody is there to be updated.
        if (event.path("data").has("window")) {
            ((ObjectNode) event.path("data"))
                    .set("window", Ticket.window(Instant.now().plusSeconds(864_000), 3600));
        }
        for (int i = random.nextInt(4); i > 0; i--) {
            mangle(random.nextBoolean() ? event : (ObjectNode) event.path("data"));
            if (!event.path("data").isObject()) {
                break;
            }
        }
        event.put("count", String.valueOf(count++));
        Map<String, String> attributes = new LinkedHashMap<>();
        byte[] body = Ticket.text(event).getBytes(StandardCharsets.UTF_8);
        if (random.nextInt(4) == 0) {
            event.fieldNames().forEachRemaining(name -> {
                if (!name.equals("data") && name.matches("[a-z0-9]{1,20}")) {
                    attributes.put(name, event.path(name).asText());
                }
            });
            body = Ticket.text(event.path("data")).getBytes(StandardCharsets.UTF_8);
        }
        return new Mail(TYPES.get(random.nextInt(TYPES.size())), broken(body), attributes);
    }

    private void mangle(ObjectNode object) {
        List<String> names = new ArrayList<>();
        object.fieldNames().forEachRemaining(names::add);
        if (names.isEmpty()) {
            return;
        }
        String name = names.get(random.nextInt(names.size()));
        switch (random.nextInt(7)) {
            case 0 -> object.remove(name);
            case 1 -> object.putNull(name);
            case 2 -> object.put(name, random.nextLong());
            case 3 -> object.putArray(name).addNull().addObject();
            case 4 ->
                object.set(
                        text.next(random).value(),
                        JsonNodeFactory.instance.textNode(text.next(random).value()));
            default -> object.put(name, text.next(random).value());
        }
    }

    private byte[] broken(byte[] body) {
        byte[] broken = body.clone();
        switch (random.nextInt(12)) {
            case 0 -> broken[random.nextInt(broken.length)] = (byte) random.nextInt(256);
            case 1 -> broken = Arrays.copyOf(body, random.nextInt(body.length));
            case 2 -> broken = ("[".repeat(20_000)).getBytes(StandardCharsets.UTF_8);
            case 3 -> random.nextBytes(broken);
            case 4 -> broken = random.nextInt(20) == 0 ? Arrays.copyOf(body, 400_000) : new byte[] {0};
            default -> {
                // As it is.
            }
        }
        return broken;
    }
}
