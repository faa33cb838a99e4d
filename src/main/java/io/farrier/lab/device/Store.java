package io.farrier.lab.device;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps what the devices are in a folder, a small file each, so that a lab that starts again finds its fleet as it left it. A
 * change is on disk a fraction of a second later, whole or not at all.
 */
public final class Store implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Store.class);
    private static final Duration RHYTHM = Duration.ofMillis(200);

    private final Path folder;
    private final ObjectMapper json =
            JsonMapper.builder().addModule(new JavaTimeModule()).build();
    private final Map<String, State> left = new ConcurrentHashMap<>();
    private final Set<Device> changed = ConcurrentHashMap.newKeySet();

    /** @param folder null: nothing is kept */
    public Store(Path folder) {
        this.folder = folder;
    }

    /** Reads what a former life left, and tells the latest lab time that it reached. */
    public Optional<Instant> reached() {
        if (folder == null || !Files.isDirectory(folder)) {
            return Optional.empty();
        }
        try (Stream<Path> files = Files.list(folder)) {
            files.filter(file -> file.toString().endsWith(".json"))
                    .forEach(file -> read(file).ifPresent(state -> left.put(address(file), state)));
        } catch (IOException e) {
            throw new IllegalStateException("The lab cannot read its folder " + folder + ": " + e.getMessage(), e);
        }
        return left.values().stream().map(State::labTime).max(Instant::compareTo);
    }

    private static String address(Path file) {
        return file.getFileName().toString().replace(".json", "");
    }

    public void begin(LabClock clock) {
        if (folder != null) {
            clock.everyWall(RHYTHM, this::flush);
        }
    }

    /** What a former life left of the device at an address; told once. */
    Optional<State> left(String address) {
        return Optional.ofNullable(left.remove(address));
    }

    private Optional<State> read(Path file) {
        try {
            return Optional.of(json.readValue(file.toFile(), State.class));
        } catch (IOException e) {
            log.warn("{} cannot be read ({}); its device begins anew", file, e.getMessage());
            return Optional.empty();
        }
    }

    void changed(Device device) {
        if (folder != null) {
            changed.add(device);
        }
    }

    private synchronized void flush() {
        for (Device device : Set.copyOf(changed)) {
            changed.remove(device);
            save(device);
        }
    }

    private void save(Device device) {
        try {
            byte[] state = device.with(() -> {
                device.saved();
                return bytes(device.state());
            });
            Files.createDirectories(folder);
            Path file = folder.resolve(device.address() + ".json");
            Path fresh = folder.resolve(device.address() + ".tmp");
            Files.write(fresh, state);
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            log.error("The lab cannot keep {} in {}", device.address(), folder, e);
        }
    }

    private byte[] bytes(State state) {
        try {
            return json.writeValueAsBytes(state);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a device's state cannot be written", e);
        }
    }

    @Override
    public void close() {
        if (folder != null) {
            flush();
        }
    }
}
