package io.farrier.access;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.concurrent.atomic.AtomicInteger;
import org.springframework.context.ApplicationContext;
import org.springframework.security.crypto.bcrypt.BCryptPasswordEncoder;

/** Somebody who uses the hub under test over HTTP. */
public final class Person {

    private static final AtomicInteger COUNT = new AtomicInteger();
    public static final String PASSWORD = "a-password-of-a-test";
    /** At the lowest cost: a hash says itself how dear it is to check. */
    private static final String HASH = new BCryptPasswordEncoder(4).encode(PASSWORD);

    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient http = HttpClient.newHttpClient();
    private final String name;
    private final String password;
    private final int port;

    Person(String name, String password, int port) {
        this.name = name;
        this.password = password;
        this.port = port;
    }

    /** A new user of a role, viewer, operator, approver or administrator. */
    public static Person who(ApplicationContext hub, String role) {
        String name = role + COUNT.incrementAndGet();
        hub.getBean(Users.class).add(name, Role.of(role), HASH, "test");
        return new Person(name, PASSWORD, port(hub));
    }

    public static Person nobody(ApplicationContext hub) {
        return new Person(null, null, port(hub));
    }

    static int port(ApplicationContext hub) {
        return hub.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
    }

    public String name() {
        return name;
    }

    Person with(String otherPassword) {
        return new Person(name, otherPassword, port);
    }

    public HttpRequest.Builder request(String path) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://localhost:" + port + path));
        if (name != null) {
            byte[] login = (name + ":" + password).getBytes(StandardCharsets.UTF_8);
            request.header("Authorization", "Basic " + Base64.getEncoder().encodeToString(login));
        }
        return request;
    }

    public HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            HttpRequest asked = request.build();
            HttpResponse<String> answer = http.send(asked, BodyHandlers.ofString());
            Promise.keep(asked.method(), asked.uri(), answer);
            return answer;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    public HttpResponse<String> get(String path) {
        return send(request(path));
    }

    public HttpResponse<String> getJson(String path) {
        return send(request(path).header("Accept", "application/json"));
    }

    /** An answer that does not end. @param lastEventId null: without one */
    public InputStream stream(String path, String lastEventId) {
        HttpRequest.Builder request = request(path).header("Accept", "text/event-stream");
        if (lastEventId != null) {
            request.header("Last-Event-ID", lastEventId);
        }
        try {
            return http.send(request.build(), BodyHandlers.ofInputStream()).body();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    public HttpResponse<String> send(String method, String path, String body) {
        return send(
                request(path).header("Content-Type", "application/json").method(method, BodyPublishers.ofString(body)));
    }

    /** A file that is answered to a POST. */
    byte[] bytes(String path, String body) {
        try {
            HttpRequest asked = request(path)
                    .header("Content-Type", "application/json")
                    .header("Accept", "application/zip")
                    .POST(BodyPublishers.ofString(body))
                    .build();
            return http.send(asked, BodyHandlers.ofByteArray()).body();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    public HttpResponse<String> post(String path, String body) {
        return send("POST", path, body);
    }

    public HttpResponse<String> put(String path, String body) {
        return send("PUT", path, body);
    }

    public HttpResponse<String> delete(String path) {
        return send(request(path).DELETE());
    }

    public HttpResponse<String> post(String path, String type, String body) {
        return send(request(path).header("Content-Type", type).POST(BodyPublishers.ofString(body)));
    }

    public static JsonNode json(HttpResponse<String> answer) {
        try {
            return JSON.readTree(answer.body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The word of a problem, after checking that it is one. */
    public static String problem(HttpResponse<String> answer) {
        if (!answer.headers().firstValue("Content-Type").orElse("").startsWith("application/problem+json")) {
            throw new AssertionError("no problem but " + answer.statusCode() + " " + answer.body());
        }
        return json(answer).path("type").asText().replace("urn:farrier:problem:", "");
    }
}
