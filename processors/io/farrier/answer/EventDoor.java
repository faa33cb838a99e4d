package io.farrier.answer;

import static org.springframework.http.MediaType.TEXT_EVENT_STREAM;
import static org.springframework.web.servlet.function.RequestPredicates.GET;
import static org.springframework.web.servlet.function.RequestPredicates.accept;

import io.farrier.access.Problem;
import io.farrier.hub.Refused;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.MediaType;
import org.springframework.web.servlet.function.RouterFunction;
import org.springframework.web.servlet.function.RouterFunctions;
import org.springframework.web.servlet.function.ServerRequest;
import org.springframework.web.servlet.function.ServerResponse;
import org.springframework.web.servlet.function.support.RouterFunctionMapping;
import org.springframework.web.socket.server.support.OriginHandshakeInterceptor;
import org.springframework.web.socket.server.support.WebSocketHandlerMapping;
import org.springframework.web.socket.server.support.WebSocketHttpRequestHandler;

/**
 * Where the event stream is asked for, by server-sent events or by a WebSocket at the same address. Camel's HTTP server on
 * Spring can't stream, so this is before it.
 */
@Configuration(proxyBeanMethods = false)
class EventDoor {

    private static final String PATH = "/api/v1/events";

    @Bean
    RouterFunctionMapping eventStreamMapping(EventStream stream) {
        RouterFunction<ServerResponse> door = RouterFunctions.route()
                .route(GET(PATH).and(accept(TEXT_EVENT_STREAM)), request -> open(request, stream))
                .onError(Refused.class, (refused, request) -> problem((Refused) refused))
                .build();
        RouterFunctionMapping mapping = new RouterFunctionMapping(door);
        // Camel's own mapping has -1.
        mapping.setOrder(-2);
        return mapping;
    }

    /** No page of another origin may open one: a browser would send our cookie along. */
    @Bean
    WebSocketHandlerMapping eventSocketMapping(EventStream stream) {
        WebSocketHttpRequestHandler door = new WebSocketHttpRequestHandler(new EventSocket(stream));
        door.setHandshakeInterceptors(List.of(new OriginHandshakeInterceptor(), new EventSocket.Handshake()));
        WebSocketHandlerMapping mapping = new WebSocketHandlerMapping();
        mapping.setUrlMap(Map.of(PATH, door));
        mapping.setWebSocketUpgradeMatch(true);
        mapping.setOrder(-3);
        return mapping;
    }

    private static ServerResponse open(ServerRequest request, EventStream stream) {
        StreamAsk asked = StreamAsk.asked(request.headers().firstHeader("Last-Event-ID"), name -> request.param(name)
                .orElse(null));
        stream.admit();
        return ServerResponse.ok().contentType(new MediaType(TEXT_EVENT_STREAM, StandardCharsets.UTF_8)).stream(
                out -> stream.tell(
                        new SseLine(out, request.servletRequest().getAsyncContext()), asked.from(), asked.filter()));
    }

    private static ServerResponse problem(Refused refused) {
        return ServerResponse.status(refused.status())
                .contentType(MediaType.parseMediaType(Problem.MEDIA_TYPE))
                .body(Problem.of(refused).json());
    }
}
