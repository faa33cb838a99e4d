package io.farrier.access;

import static org.springframework.http.MediaType.TEXT_EVENT_STREAM;
import static org.springframework.web.servlet.function.RequestPredicates.GET;
import static org.springframework.web.servlet.function.RequestPredicates.accept;

import io.farrier.hub.Refused;
import io.farrier.ledger.Cursor;
import io.farrier.ledger.EventStream;
import io.farrier.ledger.Topic;
import java.time.Duration;
import java.util.Optional;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.MediaType;
import org.springframework.web.servlet.function.RouterFunction;
import org.springframework.web.servlet.function.RouterFunctions;
import org.springframework.web.servlet.function.ServerRequest;
import org.springframework.web.servlet.function.ServerResponse;
import org.springframework.web.servlet.function.support.RouterFunctionMapping;

/** Where the event stream is asked for. Camel's HTTP server on Spring can't stream, so this is before it. */
@Configuration(proxyBeanMethods = false)
class EventDoor {

    private static final Duration FOR_EVER = Duration.ZERO;

    @Bean
    RouterFunctionMapping eventStreamMapping(EventStream stream) {
        RouterFunction<ServerResponse> door = RouterFunctions.route()
                .route(GET("/api/v1/events").and(accept(TEXT_EVENT_STREAM)), request -> open(request, stream))
                .onError(Refused.class, (refused, request) -> problem((Refused) refused))
                .build();
        RouterFunctionMapping mapping = new RouterFunctionMapping(door);
        // Camel's own mapping has -1.
        mapping.setOrder(-2);
        return mapping;
    }

    private static ServerResponse open(ServerRequest request, EventStream stream) {
        Cursor from = Optional.ofNullable(request.headers().firstHeader("Last-Event-ID"))
                .or(() -> request.param("after"))
                .map(EventDoor::cursor)
                .orElse(null);
        Topic topic = new Topic(number(request, "host"), number(request, "plan"), number(request, "run"));
        stream.admit();
        return ServerResponse.sse(listener -> stream.tell(listener, from, topic), FOR_EVER);
    }

    private static Cursor cursor(String text) {
        try {
            return Cursor.parse(text);
        } catch (IllegalArgumentException e) {
            throw Refused.invalid(e.getMessage());
        }
    }

    private static Long number(ServerRequest request, String name) {
        String text = request.param(name).orElse(null);
        if (text != null && !text.matches("\\d{1,18}")) {
            throw Refused.invalid("%s is a whole number, not %s.".formatted(name, text));
        }
        return text == null ? null : Long.valueOf(text);
    }

    private static ServerResponse problem(Refused refused) {
        return ServerResponse.status(refused.status())
                .contentType(MediaType.parseMediaType(Problem.MEDIA_TYPE))
                .body(Problem.of(refused).json());
    }
}
