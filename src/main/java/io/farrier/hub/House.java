package io.farrier.hub;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** The files of the house that are data: those beside the hub win over those in the jar. */
public final class House {

    private House() {}

    /** Opens {@code config/order.yaml} and the like. */
    public static InputStream open(String name) throws IOException {
        Path here = Path.of(name);
        if (Files.isRegularFile(here)) {
            return Files.newInputStream(here);
        }
        InputStream shipped = House.class.getClassLoader().getResourceAsStream(name);
        if (shipped == null) {
            throw new FileNotFoundException("There is no " + name + ", neither here nor in the jar");
        }
        return shipped;
    }
}
