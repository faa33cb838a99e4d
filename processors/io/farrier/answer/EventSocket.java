package io.farrier.answer;

import io.farrier.access.Problem;
import io.farrier.hub.Refused;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.server.ServerHttpRequest;
import org.springframework.http.server.ServerHttpResponse;
import org.springframework.web.socket.CloseStatus;
import org.springframework.web.socket.WebSocketHandler;
import org.springframework.web.socket.WebSocketSession;
import org.springframework.web.socket.handler.AbstractWebSocketHandler;
import org.springframework.web.socket.server.HandshakeInterceptor;
import org.springframework.web.util.UriComponentsBuilder;
import org.springframework.web.util.UriUtils;

/** A WebSocket that is told the event stream. What it says itself is not listened to. */
class EventSocket extends AbstractWebSocketHandler {

    private static final String ASKED = "farrierAsked";

    private final EventStream stream;

    EventSocket(EventStream stream) {
        this.stream = stream;
    }

    @Override
    public void afterConnectionEstablished(WebSocketSession session) throws IOException {
        StreamAsk asked = (StreamAsk) session.getAttributes().get(ASKED);
        try {
            stream.admit();
        } catch (Refused full) {
            session.close(CloseStatus.SERVICE_OVERLOAD.withReason(full.getMessage()));
            return;
        }
        stream.tell(new SocketLine(session), asked.from(), asked.filter());
    }

    /** What is asked for is looked at while it can still be answered with a problem. */
    static class Handshake implements HandshakeInterceptor {

        @Override
        public boolean beforeHandshake(
                ServerHttpRequest request,
                ServerHttpResponse response,
                WebSocketHandler handler,
                Map<String, Object> attributes)
                throws IOException {
            var query = UriComponentsBuilder.fromUri(request.getURI()).build().getQueryParams();
            try {
                attributes.put(
                        ASKED,
                        StreamAsk.asked(
                                request.getHeaders().getFirst("Last-Event-ID"), name -> decoded(query.getFirst(name))));
                return true;
            } catch (Refused refused) {
                response.setStatusCode(HttpStatusCode.valueOf(refused.status()));
                response.getHeaders().setContentType(MediaType.parseMediaType(Problem.MEDIA_TYPE));
                response.getBody().write(Problem.of(refused).json().getBytes(StandardCharsets.UTF_8));
                return false;
            }
        }

        private static String decoded(String value) {
            return value == null ? null : UriUtils.decode(value.replace('+', ' '), StandardCharsets.UTF_8);
        }

        @Override
        public void afterHandshake(
                ServerHttpRequest request, ServerHttpResponse response, WebSocketHandler handler, Exception e) {
            // Nothing was taken yet.
        }
    }
}
