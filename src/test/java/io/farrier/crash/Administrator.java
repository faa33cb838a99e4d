package io.farrier.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Who started the hub first, and uses its API. */
final class Administrator implements AutoCloseable {

    private static final Pattern PASSWORD = Pattern.compile(": (\\S{20})\\s*$", Pattern.MULTILINE);

    private final HttpClient http = HttpClient.newHttpClient();
    private final ObjectMapper json = new ObjectMapper();
    private final String login;

    private Administrator(String password) {
        login = "Basic " + Base64.getEncoder().encodeToString(("admin:" + password).getBytes(StandardCharsets.UTF_8));
    }

    /** @param log where the hub said the password of its first user, once */
    static Administrator of(Path log) {
        return new Administrator(await("the password of the first user, in " + log)
                .atMost(Duration.ofSeconds(30))
                .until(() -> password(log), Optional::isPresent)
                .orElseThrow());
    }

    private static Optional<String> password(Path log) throws IOException {
        return PASSWORD.matcher(Files.readString(log))
                .results()
                .map(said -> said.group(1))
                .findFirst();
    }

    void post(String path, Map<String, ?> body) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + HubProcess.PORT + "/api/v1" + path))
                .header("Authorization", login)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(json.writeValueAsString(body)))
                .build();
        HttpResponse<String> answer = http.send(request, BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(path + ": " + answer.body()).isBetween(200, 299);
    }

    @Override
    public void close() {
        http.close();
    }
}
