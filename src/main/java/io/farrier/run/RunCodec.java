package io.farrier.run;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.farrier.ledger.Event;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** A run's events as the ledger keeps them: {@code run.submit-intended} and its JSON. */
final class RunCodec {

    private static final Map<String, Class<?>> TYPES = Arrays.stream(RunEvent.class.getPermittedSubclasses())
            .collect(Collectors.toMap(RunCodec::type, Function.identity()));

    private final ObjectMapper json;

    RunCodec(ObjectMapper json) {
        this.json = json;
    }

    static String type(RunEvent event) {
        return type(event.getClass());
    }

    private static String type(Class<?> event) {
        return "run."
                + event.getSimpleName().replaceAll("(?<=[a-z])(?=[A-Z])", "-").toLowerCase(Locale.ROOT);
    }

    /** Empty for an event of the stream that does not move the run. */
    Optional<Fold.At> read(Event event) {
        Class<?> type = TYPES.get(event.type());
        if (type == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(new Fold.At(event.at(), (RunEvent) json.treeToValue(event.data(), type)));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("Event " + event.id() + " (" + event.type() + ") can't be read", e);
        }
    }
}
