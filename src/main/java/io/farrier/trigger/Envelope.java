package io.farrier.trigger;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.cloudevents.CloudEvent;
import io.cloudevents.CloudEventData;
import io.cloudevents.core.builder.CloudEventBuilder;
import io.cloudevents.core.format.EventDeserializationException;
import io.cloudevents.jackson.JsonCloudEventData;
import io.cloudevents.jackson.JsonFormat;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;

/**
 * Opens CloudEvents 1.0, structured (all in one JSON document) and binary (attributes beside the body, under the names that each
 * protocol's binding gives them).
 */
final class Envelope {

    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(JsonNodeFeature.WRITE_PROPERTIES_SORTED)
            .addModule(JsonFormat.getCloudEventJacksonModule())
            .build();

    static final int LONGEST_NUMBER = 100;

    /** Attributes of CloudEvents and of messages that are no extension of the event. */
    private static final Set<String> NOT_OF_THE_EVENT = Set.of("content-type", "specversion");

    private Envelope() {}

    /** @throws Unclear saying what is wrong with it */
    static Message open(Delivery delivery, int largest) {
        if (delivery.objection() != null) {
            throw new Unclear(delivery.objection());
        }
        if (delivery.length() > largest) {
            throw new Unclear("is too large: %d bytes, %d are the most (farrier.trigger.largest)"
                    .formatted(delivery.length(), largest));
        }
        CloudEvent event = event(delivery);
        String schema =
                event.getDataSchema() == null ? "" : event.getDataSchema().toString();
        if (schema.matches(".*/v\\d+/?") && !schema.matches(".*/v1/?")) {
            throw new Unclear("is of an unknown version: its dataschema is %s, v1 is understood".formatted(schema));
        }
        plain("source", event.getSource().toString());
        plain("id", event.getId());
        plain("type", event.getType());
        JsonNode data = data(event.getData());
        String number = data.path("number").asText("");
        Object sequence = event.getExtension("sequence");
        Instant time = event.getTime() == null ? null : event.getTime().toInstant();
        Stamp stamp = new Stamp(
                sequence == null ? null : sequence(sequence.toString()),
                time,
                digest(event.getType(), time, sequence, canonical(data)));
        return new Message(
                event.getSource().toString(),
                event.getId(),
                event.getType(),
                // One that is longer is none, and no index takes it.
                data.path("number").isTextual() && number.length() <= LONGEST_NUMBER ? number : null,
                stamp,
                data);
    }

    private static CloudEvent event(Delivery delivery) {
        String type = delivery.contentType().toLowerCase(java.util.Locale.ROOT);
        if (type.startsWith("application/cloudevents-batch")) {
            throw new Unclear("is a batch: send each event by itself");
        }
        boolean binary =
                delivery.attributes().containsKey("specversion") && !type.startsWith("application/cloudevents");
        try {
            return binary ? binary(delivery) : structured(delivery.body());
        } catch (Unclear e) {
            throw e;
        } catch (RuntimeException e) {
            throw new Unclear("is no CloudEvent: " + shortened(e.getMessage()));
        }
    }

    private static CloudEvent structured(byte[] body) {
        JsonNode document = tree(body);
        if (!document.isObject()) {
            throw new Unclear("is no CloudEvent: the document is not a JSON object");
        }
        version(document.path("specversion").asText(null));
        try {
            return JSON.treeToValue(document, CloudEvent.class);
        } catch (JsonProcessingException e) {
            throw new EventDeserializationException(e);
        }
    }

    private static CloudEvent binary(Delivery delivery) {
        Map<String, String> attributes = delivery.attributes();
        version(attributes.get("specversion"));
        CloudEventBuilder event = CloudEventBuilder.v1();
        attributes.forEach((name, value) -> {
            if (!NOT_OF_THE_EVENT.contains(name)) {
                event.withContextAttribute(name, value);
            }
        });
        return event.withData(delivery.body()).build();
    }

    private static void version(String given) {
        if (given == null) {
            throw new Unclear("is no CloudEvent: it has no specversion");
        }
        if (!given.equals("1.0")) {
            throw new Unclear(
                    "is of an unknown version: CloudEvents %s, 1.0 is understood".formatted(shortened(given)));
        }
    }

    private static JsonNode data(CloudEventData data) {
        JsonNode read =
                data == null ? null : data instanceof JsonCloudEventData json ? json.getNode() : tree(data.toBytes());
        if (read == null || !read.isObject()) {
            throw new Unclear("has no data: a JSON object that says what it is about");
        }
        return read;
    }

    private static JsonNode tree(byte[] body) {
        try {
            JsonNode tree = JSON.readTree(body);
            if (tree == null || tree.isMissingNode()) {
                throw new Unclear("is empty");
            }
            Legible.check(tree);
            return tree;
        } catch (JsonProcessingException e) {
            throw new Unclear("is not JSON: line %d, column %d: %s"
                    .formatted(
                            e.getLocation() == null ? 0 : e.getLocation().getLineNr(),
                            e.getLocation() == null ? 0 : e.getLocation().getColumnNr(),
                            shortened(e.getOriginalMessage())));
        } catch (IOException e) {
            throw new Unclear("is not JSON: " + shortened(e.getMessage()));
        }
    }

    private static void plain(String name, String value) {
        Legible.check(value);
        if (value.length() > 500 || value.chars().anyMatch(Character::isISOControl)) {
            throw new Unclear(
                    "has the %s %s: that is a text of 500 characters at most".formatted(name, shortened(value)));
        }
    }

    private static BigInteger sequence(String text) {
        if (!text.matches("\\d{1,40}")) {
            throw new Unclear("has a sequence that is no number: " + shortened(text));
        }
        return new BigInteger(text);
    }

    /** The same whatever the order of its fields. */
    private static String canonical(JsonNode data) {
        try {
            return JSON.writeValueAsString(data);
        } catch (JsonProcessingException e) {
            throw new Unclear("is not JSON: " + shortened(e.getOriginalMessage()));
        }
    }

    static String digest(Object... parts) {
        try {
            MessageDigest sha = MessageDigest.getInstance("SHA-256");
            for (Object part : parts) {
                sha.update(
                        part instanceof byte[] bytes
                                ? bytes
                                : String.valueOf(part).getBytes(StandardCharsets.UTF_8));
                sha.update((byte) 0);
            }
            return HexFormat.of().formatHex(sha.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String shortened(String text) {
        String line = String.valueOf(text).replaceAll("[\\s\\p{Cntrl}]+", " ");
        return line.length() <= 200 ? line : line.substring(0, 200) + " …";
    }
}
