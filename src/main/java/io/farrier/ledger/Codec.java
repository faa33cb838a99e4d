package io.farrier.ledger;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The events of one sealed type as the ledger keeps them: {@code run.submit-intended} and its JSON.
 *
 * @param <E> a sealed interface whose records are the events
 */
public final class Codec<E> {

    private final Map<Class<?>, String> types;
    private final Map<String, ObjectReader> readers;

    /** @param stream the first part of each event's type */
    public Codec(ObjectMapper json, String stream, Class<E> events) {
        this.types = Arrays.stream(events.getPermittedSubclasses())
                .collect(Collectors.toMap(Function.identity(), event -> word(stream, event)));
        this.readers = types.entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getValue, type -> json.readerFor(type.getKey())));
    }

    public String type(E event) {
        return types.get(event.getClass());
    }

    private static String word(String stream, Class<?> event) {
        return stream + "."
                + event.getSimpleName().replaceAll("(?<=[a-z])(?=[A-Z])", "-").toLowerCase(Locale.ROOT);
    }

    /** Empty for an event of the stream that is none of the type. */
    public Optional<E> read(Fact fact) {
        ObjectReader reader = readers.get(fact.type());
        if (reader == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(reader.readValue(fact.data()));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("Event " + fact.id() + " (" + fact.type() + ") can't be read", e);
        }
    }
}
