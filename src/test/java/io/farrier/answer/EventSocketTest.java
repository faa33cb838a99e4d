package io.farrier.answer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.farrier.HubTest;
import io.farrier.access.Person;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;
import org.springframework.core.env.Environment;

/** The event stream by a WebSocket, as Java's own client reads it. */
@HubTest
class EventSocketTest {

    @Autowired
    ApplicationContext hub;

    @Autowired
    Environment settings;

    private Person viewer;
    private Subscribing test;

    @BeforeEach
    void login() {
        viewer = Person.who(hub, "viewer");
        test = Subscribing.in(hub);
    }

    private static final class Heard implements WebSocket.Listener {

        private final List<JsonNode> events = new CopyOnWriteArrayList<>();
        private final AtomicInteger pings = new AtomicInteger();
        private final AtomicInteger closed = new AtomicInteger();
        private final StringBuilder part = new StringBuilder();

        @Override
        public CompletionStage<?> onText(WebSocket socket, CharSequence text, boolean last) {
            part.append(text);
            if (last) {
                try {
                    events.add(new ObjectMapper().readTree(part.toString()));
                } catch (JsonProcessingException e) {
                    throw new IllegalStateException(e);
                }
                part.setLength(0);
            }
            socket.request(1);
            return null;
        }

        @Override
        public CompletionStage<?> onPing(WebSocket socket, ByteBuffer message) {
            pings.incrementAndGet();
            socket.request(1);
            return null;
        }

        @Override
        public CompletionStage<?> onClose(WebSocket socket, int status, String reason) {
            closed.set(status);
            return null;
        }

        private List<String> sentences() {
            return events.stream().map(event -> event.path("sentence").asText()).toList();
        }
    }

    private WebSocket open(String query, String origin, WebSocket.Listener listener) {
        var builder = HttpClient.newHttpClient().newWebSocketBuilder();
        if (viewer != null) {
            builder.header(
                    "Authorization",
                    "Basic "
                            + Base64.getEncoder()
                                    .encodeToString(
                                            (viewer.name() + ":" + Person.PASSWORD).getBytes(StandardCharsets.UTF_8)));
        }
        if (origin != null) {
            builder.header("Origin", origin);
        }
        String uri = "ws://localhost:%s/api/v1/events%s".formatted(settings.getProperty("server.port"), query);
        return builder.buildAsync(URI.create(uri), listener).join();
    }

    private int refused(String query, String origin) {
        AtomicInteger status = new AtomicInteger();
        assertThatThrownBy(() -> open(query, origin, new Heard()))
                .isInstanceOf(CompletionException.class)
                .cause()
                .isInstanceOfSatisfying(
                        WebSocketHandshakeException.class,
                        e -> status.set(e.getResponse().statusCode()));
        return status.get();
    }

    @Test
    void who_listens_hears_what_fits_and_goes_on_after_the_last_event() {
        Heard first = new Heard();
        WebSocket socket = open("?change=" + test.change(), null, first);
        await().until(() -> first.pings.get() > 0);
        test.happens("plan.begun", "one");
        Subscribing.in(hub).happens("plan.begun", "another change");
        test.happens("plan.wave", "two");
        await().untilAsserted(() -> assertThat(first.sentences()).containsExactly("one", "two"));
        socket.abort();
        IntStream.range(0, 600).forEach(n -> test.happens("plan.wave", "missed " + n));
        Heard second = new Heard();
        String place = first.events.getLast().path("place").asText();
        WebSocket again = open("?after=" + place + "&types=plan&change=" + test.change(), null, second);
        test.happens("plan.completed", "end");
        await().untilAsserted(() -> assertThat(second.sentences()).endsWith("end"));
        assertThat(second.sentences())
                .isEqualTo(IntStream.rangeClosed(0, 600)
                        .mapToObj(n -> n == 600 ? "end" : "missed " + n)
                        .toList());
        again.sendClose(WebSocket.NORMAL_CLOSURE, "").join();
        await().until(() -> second.closed.get() != 0);
    }

    @Test
    void a_wrong_question_another_origin_and_who_has_no_login_are_refused_at_the_handshake() {
        assertThat(refused("?after=yesterday", null)).isEqualTo(400);
        assertThat(refused("?stages=results", null)).isEqualTo(400);
        assertThat(refused("", "https://evil.example.com")).isEqualTo(403);
        viewer = null;
        assertThat(refused("", null)).isEqualTo(401);
    }
}
