package io.farrier.lab.device;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The servers and parts that the lab knows, read from {@code lab/models.json}.
 *
 * @param models that a fleet is made of
 * @param older those of former generations, which it has only where it is asked for them
 */
public record Models(List<Part> parts, List<Model> models, List<Model> older) {

    /**
     * A server model in one configuration.
     *
     * @param systemId decimal; the vendor's catalog writes it as four hexadecimal digits
     */
    public record Model(String model, String generation, int systemId, int heightUnits, List<String> parts) {
        public boolean idrac10() {
            return generation.equals("17G");
        }

        /** An iDRAC8: Redfish without $expand, without OEM services, without SimpleUpdate; before 2.60 no updates at all. */
        public boolean idrac8() {
            return generation.equals("13G");
        }

        public String catalogSystemId() {
            return "%04X".formatted(systemId);
        }
    }

    private record File(String about, List<Part> parts, List<Model> models, List<Model> older) {}

    public static Models load() {
        try (InputStream file = Models.class.getResourceAsStream("/lab/models.json")) {
            File read = new ObjectMapper().readValue(file, File.class);
            return new Models(read.parts(), read.models(), read.older());
        } catch (IOException e) {
            throw new UncheckedIOException("lab/models.json cannot be read", e);
        }
    }

    public List<Part> partsOf(Model model) {
        Map<String, Part> byKey = parts.stream().collect(Collectors.toMap(Part::key, Function.identity()));
        return model.parts().stream().map(byKey::get).toList();
    }

    /** Of every generation. */
    public List<Model> all() {
        return Stream.concat(models.stream(), older.stream()).toList();
    }

    /** The models that hold a part. */
    public List<Model> holding(Part part) {
        return all().stream()
                .filter(model -> model.parts().contains(part.key()))
                .toList();
    }
}
