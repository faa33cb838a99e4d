package io.farrier.vault;

import io.farrier.hub.Refused;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Set;
import org.springframework.stereotype.Component;

/**
 * Reads a secret where a credential says that it is: {@code env:NAME}, or {@code file:/path} of a file that only its owner
 * can read. It is read each time and kept nowhere.
 */
@Component
public class Secrets {

    private static final Set<PosixFilePermission> OWNERS =
            Set.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);

    /** @throws Refused saying what is wrong with the path; never what is at its end */
    public String read(String vaultPath) {
        if (vaultPath != null && vaultPath.matches("env:[A-Za-z_][A-Za-z0-9_]*")) {
            String value = System.getenv(vaultPath.substring(4));
            if (value == null || value.isEmpty()) {
                throw missing(
                        "The environment variable of the vault path %s is not set in the hub's process.", vaultPath);
            }
            return value;
        }
        if (vaultPath != null && vaultPath.startsWith("file:") && vaultPath.length() > 5) {
            return file(vaultPath, Path.of(vaultPath.substring(5)));
        }
        throw Refused.invalid("A vault path is env:NAME or file:/path, not %s.".formatted(vaultPath));
    }

    private static String file(String vaultPath, Path file) {
        try {
            if (!Files.isRegularFile(file)) {
                throw missing("There is no file at the vault path %s.", vaultPath);
            }
            if (!OWNERS.containsAll(Files.getPosixFilePermissions(file))) {
                throw missing("The file at the vault path %s can be read by others: chmod 600 it.", vaultPath);
            }
            String secret = Files.readString(file).strip();
            if (secret.isEmpty()) {
                throw missing("The file at the vault path %s is empty.", vaultPath);
            }
            return secret;
        } catch (IOException e) {
            throw missing("The file at the vault path %s can't be read by the hub.", vaultPath);
        }
    }

    private static Refused missing(String sentence, String vaultPath) {
        return new Refused("secret-missing", 400, sentence.formatted(vaultPath));
    }
}
