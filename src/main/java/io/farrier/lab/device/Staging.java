package io.farrier.lab.device;

import java.nio.file.Path;
import java.util.Optional;

/** The one place that an iDRAC has for an uploaded package: {@code Available-} in the inventory. Guarded by the device. */
public final class Staging {
    /** A package that was uploaded, and what it is for. */
    public record Upload(String file, Part part, String version) {}

    private final Device device;
    private Upload held;

    Staging(Device device) {
        this.device = device;
    }

    public Optional<Upload> held() {
        return Optional.ofNullable(held);
    }

    /** Takes a package in; else says why not. */
    public Optional<Message> upload(String fileName, Path content) {
        if (held != null) {
            return Optional.of(Message.NO_SPACE);
        }
        Optional<Dup> dup = Dup.read(content);
        if (dup.isEmpty()) {
            return Optional.of(Message.BAD_SIGNATURE);
        }
        Optional<Part> part = device.inventory().match(dup.get());
        if (!dup.get().isFor(device.model()) || part.isEmpty()) {
            return Optional.of(Message.NOT_IN_INVENTORY);
        }
        held = new Upload(fileName, part.get(), dup.get().version());
        device.inventory().changed();
        return Optional.empty();
    }

    public void remove() {
        held = null;
        device.inventory().changed();
    }
}
