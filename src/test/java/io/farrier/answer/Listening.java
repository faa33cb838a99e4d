package io.farrier.answer;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.farrier.access.Person;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;

/** A client of the event stream, as EventSource is one in a browser. */
final class Listening implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final InputStream stream;
    private final List<JsonNode> events = new CopyOnWriteArrayList<>();
    private final CountDownLatch greeted = new CountDownLatch(1);
    private volatile String lastId;

    private Listening(InputStream stream) {
        this.stream = stream;
        Thread.ofVirtual().start(this::read);
    }

    /** Listens once the hub has greeted. @param lastId null: what is new */
    static Listening to(Person person, String path, String lastId) {
        try {
            Listening listening = new Listening(person.stream(path, lastId));
            listening.greeted.await();
            return listening;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private void read() {
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                take(line);
            }
        } catch (IOException e) {
            // Closed.
        }
    }

    private void take(String line) {
        if (line.startsWith(":")) {
            greeted.countDown();
        } else if (line.startsWith("id:")) {
            lastId = line.substring(3);
        } else if (line.startsWith("data:")) {
            try {
                events.add(JSON.readTree(line.substring(5)));
            } catch (JsonProcessingException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    List<JsonNode> events() {
        return events;
    }

    String lastId() {
        return lastId;
    }

    @Override
    public void close() {
        try {
            stream.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
