package io.farrier.vault;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.springframework.stereotype.Component;

@Component
public class Secrets {
    public String read(String vaultPath) {
        try {
            return vaultPath.startsWith("env:") ? System.getenv(vaultPath.substring(4)) : Files.readString(Path.of(vaultPath.substring(5))).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
