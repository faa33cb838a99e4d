package io.farrier.access;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.farrier.HubTest;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import net.jqwik.api.sessions.JqwikSession;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;

/**
 * Somebody with an administrator's login and bad intentions at every operation of the contract. Whatever is sent is done or
 * refused with a problem; it never is the hub's fault. {@code -Dfarrier.fuzz.seed} repeats a run.
 */
@HubTest
class FuzzTest {

    @Autowired
    ApplicationContext hub;

    @Test
    void nothing_that_comes_to_the_api_is_an_error_of_the_hub() throws Exception {
        fuzz(Duration.ofSeconds(12), Long.getLong("farrier.fuzz.seed", 6));
    }

    /** {@code mvn verify -Pfuzz}; {@code -Dfarrier.fuzz.minutes} says for how long. */
    @Test
    @Tag("fuzz")
    void nor_in_ten_minutes() throws Exception {
        long seed = Long.getLong("farrier.fuzz.seed", System.nanoTime());
        fuzz(Duration.ofMinutes(Integer.getInteger("farrier.fuzz.minutes", 10)), seed);
    }

    private void fuzz(Duration lasts, long seed) throws Exception {
        JsonNode contract =
                new YAMLMapper().readTree(Path.of("config/openapi.yaml").toFile());
        Person person = Person.who(hub, "administrator");
        List<String> made = new ArrayList<>();
        Map<Integer, Integer> statuses = new TreeMap<>();
        List<String> wrong = new ArrayList<>();
        int sent = 0;
        JqwikSession.start();
        try {
            Hostile hostile = new Hostile(contract, seed);
            long ends = System.nanoTime() + lasts.toNanos();
            while (System.nanoTime() < ends || sent < hostile.operations()) {
                Hostile.Sent next = hostile.next(sent++);
                HttpResponse<String> answer;
                try {
                    answer = send(person, next);
                } catch (AssertionError e) {
                    // It is not as the contract says.
                    wrong.add(e.getMessage() + " to " + next);
                    continue;
                }
                statuses.merge(answer.statusCode(), 1, Integer::sum);
                if (isWrong(answer)) {
                    wrong.add(answer.statusCode() + " " + answer.body() + " to " + next);
                }
                answer.headers().firstValue("Location").ifPresent(place -> {
                    String path = place.substring("/api/v1".length());
                    hostile.made(path);
                    made.add(path);
                });
            }
        } finally {
            JqwikSession.finish();
            made.reversed().forEach(path -> person.delete("/api/v1" + path));
        }
        System.out.printf("Fuzz with seed %d: %d requests, answered %s%n", seed, sent, statuses);
        assertThat(wrong).as("seed %d", seed).isEmpty();
        assertThat(person.get("/api/v1/hosts?limit=1").statusCode()).isEqualTo(200);
    }

    private static HttpResponse<String> send(Person person, Hostile.Sent next) {
        HttpRequest.Builder request = person.request("/api/v1" + next.path())
                .timeout(Duration.ofSeconds(60))
                .method(
                        next.method(),
                        next.body() == null ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(next.body()));
        next.headers().forEach(request::header);
        return person.send(request);
    }

    private static boolean isWrong(HttpResponse<String> answer) {
        int status = answer.statusCode();
        if (status >= 500) {
            return status != 503 && status != 507;
        }
        boolean problem = answer.headers().firstValue("Content-Type").orElse("").startsWith(Problem.MEDIA_TYPE);
        // An encoded slash or NUL in a path is refused by Tomcat itself, in its own words, before anybody is asked.
        boolean tomcats = status == 400 && answer.body().startsWith("<!doctype html>");
        return status >= 400 && !problem && !tomcats;
    }
}
