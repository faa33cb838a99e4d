package io.farrier.lab.device;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The servers and parts that the lab knows, read from {@code lab/models.json}. */
public record Models(List<Part> parts, List<Model> models) {

    /**
     * A server model in one configuration.
     *
     * @param systemId decimal; the vendor's catalog writes it as four hexadecimal digits
     */
    public record Model(String model, String generation, int systemId, int heightUnits, List<String> parts) {
        public boolean idrac10() {
            return generation.equals("17G");
        }

        public String catalogSystemId() {
            return "%04X".formatted(systemId);
        }
    }

    private record File(String about, List<Part> parts, List<Model> models) {}

    public static Models load() {
        try (InputStream file = Models.class.getResourceAsStream("/lab/models.json")) {
            File read = new ObjectMapper().readValue(file, File.class);
            return new Models(read.parts(), read.models());
        } catch (IOException e) {
            throw new UncheckedIOException("lab/models.json cannot be read", e);
        }
    }

    public List<Part> partsOf(Model model) {
        Map<String, Part> byKey = parts.stream().collect(Collectors.toMap(Part::key, Function.identity()));
        return model.parts().stream().map(byKey::get).toList();
    }

    /** The models that hold a part. */
    public List<Model> holding(Part part) {
        return models.stream()
                .filter(model -> model.parts().contains(part.key()))
                .toList();
    }
}
