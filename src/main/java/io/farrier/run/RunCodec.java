package io.farrier.run;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import io.farrier.ledger.Fact;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** A run's events as the ledger keeps them: {@code run.submit-intended} and its JSON. */
final class RunCodec {

    private static final Map<Class<?>, String> TYPES = Arrays.stream(RunEvent.class.getPermittedSubclasses())
            .collect(Collectors.toMap(Function.identity(), RunCodec::word));

    private final Map<String, ObjectReader> readers;

    RunCodec(ObjectMapper json) {
        this.readers = TYPES.entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getValue, type -> json.readerFor(type.getKey())));
    }

    static String type(RunEvent event) {
        return TYPES.get(event.getClass());
    }

    private static String word(Class<?> event) {
        return "run."
                + event.getSimpleName().replaceAll("(?<=[a-z])(?=[A-Z])", "-").toLowerCase(Locale.ROOT);
    }

    /** Empty for an event of the stream that does not move the run. */
    Optional<Fold.At> read(Fact fact) {
        ObjectReader reader = readers.get(fact.type());
        if (reader == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(new Fold.At(fact.at(), reader.readValue(fact.data())));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("Event " + fact.id() + " (" + fact.type() + ") can't be read", e);
        }
    }
}
