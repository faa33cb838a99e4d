package io.farrier.hub;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.deser.std.StdScalarDeserializer;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.type.LogicalType;
import com.fasterxml.jackson.datatype.jsr310.deser.InstantDeserializer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/**
 * Reads what people send, strictly: a field that nobody knows is a typing error, and a plan that was misread is worse
 * than one that was refused.
 */
@Component
public class Bodies {

    private final ObjectMapper json;

    Bodies(ObjectMapper json) {
        this.json = json.copy()
                .registerModule(new SimpleModule().addDeserializer(Instant.class, new Sensible()))
                .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
                .enable(
                        DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES,
                        DeserializationFeature.FAIL_ON_TRAILING_TOKENS,
                        DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES);
        // A list of which something is not there is a mistake, and would be stored as one.
        for (Class<?> list : List.of(List.class, Set.class)) {
            this.json.configOverride(list).setSetterInfo(JsonSetter.Value.forContentNulls(Nulls.FAIL));
        }
        this.json
                .coercionConfigFor(LogicalType.Integer)
                .setCoercion(CoercionInputShape.String, CoercionAction.Fail)
                .setCoercion(CoercionInputShape.Float, CoercionAction.Fail);
        this.json.coercionConfigFor(LogicalType.Boolean).setCoercion(CoercionInputShape.String, CoercionAction.Fail);
        this.json
                .coercionConfigFor(LogicalType.Textual)
                .setCoercion(CoercionInputShape.Integer, CoercionAction.Fail)
                .setCoercion(CoercionInputShape.Float, CoercionAction.Fail)
                .setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail);
    }

    private static final class Sensible extends StdScalarDeserializer<Instant> {

        private static final long serialVersionUID = 1L;

        Sensible() {
            super(Instant.class);
        }

        @Override
        public Instant deserialize(JsonParser parser, DeserializationContext context) throws IOException {
            Instant at = InstantDeserializer.INSTANT.deserialize(parser, context);
            if (at != null && !Moment.sensible(at)) {
                throw context.weirdStringException(at.toString(), Instant.class, "is out of all bounds");
            }
            return at;
        }
    }

    /** @throws Refused saying which field is wrong and what it should be */
    public <T> T read(String body, Class<T> type) {
        if (body == null || body.isBlank()) {
            throw Refused.invalid("This needs a JSON body.");
        }
        try {
            refuseNul(body);
            T read = json.readValue(body, type);
            if (read == null) {
                throw Refused.invalid("This needs a JSON object, not null.");
            }
            return read;
        } catch (UnrecognizedPropertyException e) {
            throw Refused.invalid(
                    "There is no field %s; there are %s.".formatted(path(e), names(e.getKnownPropertyIds())));
        } catch (MismatchedInputException e) {
            throw Refused.invalid("%s must be %s.".formatted(path(e), wanted(e.getTargetType())));
        } catch (JsonMappingException e) {
            throw Refused.invalid("%s is wrong: %s.".formatted(path(e), e.getOriginalMessage()));
        } catch (JsonProcessingException e) {
            if (e.getLocation() == null) {
                throw Refused.invalid("The body is no JSON: %s.".formatted(e.getOriginalMessage()));
            }
            throw Refused.invalid("The body is no JSON: line %d, column %d: %s."
                    .formatted(e.getLocation().getLineNr(), e.getLocation().getColumnNr(), e.getOriginalMessage()));
        }
    }

    /** PostgreSQL keeps no text with a NUL in it. */
    private void refuseNul(String body) throws JsonProcessingException {
        if (!body.contains("\\u0000")) {
            return;
        }
        try (JsonParser parser = json.createParser(body)) {
            while (parser.nextToken() != null) {
                if (parser.currentToken() != JsonToken.START_OBJECT
                        && parser.currentToken() != JsonToken.START_ARRAY
                        && parser.getText().indexOf('\0') >= 0) {
                    throw Refused.invalid("The body holds a NUL character (\\u0000) at line %d, which no text has."
                            .formatted(parser.currentLocation().getLineNr()));
                }
            }
        } catch (JsonProcessingException e) {
            throw e;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String names(Collection<Object> fields) {
        return fields == null
                ? "none"
                : fields.stream().map(String::valueOf).sorted().collect(Collectors.joining(", "));
    }

    /** {@code policy.waves[1]} */
    private static String path(JsonMappingException e) {
        StringBuilder path = new StringBuilder();
        for (JsonMappingException.Reference step : e.getPath()) {
            if (step.getFieldName() == null) {
                path.append('[').append(step.getIndex()).append(']');
            } else {
                path.append(path.isEmpty() ? "" : ".").append(step.getFieldName());
            }
        }
        return path.isEmpty() ? "The body" : path.toString();
    }

    private static String wanted(Class<?> type) {
        if (type == null) {
            return "something else";
        }
        if (Collection.class.isAssignableFrom(type)) {
            return "a list";
        }
        return switch (type.getSimpleName()) {
            case "String" -> "a text in quotes";
            case "int", "Integer", "long", "Long" -> "a whole number";
            case "boolean", "Boolean" -> "true or false";
            case "Instant" -> "a time such as " + Instant.EPOCH;
            default -> "a JSON object";
        };
    }
}
