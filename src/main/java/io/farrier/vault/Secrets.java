package io.farrier.vault;

import io.farrier.hub.OwnerOnly;
import io.farrier.hub.Refused;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import org.springframework.stereotype.Component;

/**
 * Reads a secret where a credential says that it is: {@code env:NAME}, {@code file:/path} of a file that only its owner can read, or
 * {@code vault:NAME} of the local vault. It is read each time and kept nowhere.
 */
@Component
public class Secrets {

    /** Bytes; what is larger is the wrong file. */
    static final int LARGEST = 4096;

    private final LocalVault vault;

    Secrets(LocalVault vault) {
        this.vault = vault;
    }

    /**
     * The secret, without the line end that editors put behind it; any other blank is part of it.
     *
     * @throws Refused saying what is wrong with the path; never what is at its end
     */
    public String read(String vaultPath) {
        if (vaultPath != null && vaultPath.matches("env:[A-Za-z_][A-Za-z0-9_]*")) {
            String value = System.getenv(vaultPath.substring(4));
            if (value == null || value.isEmpty()) {
                throw missing(
                        "The environment variable of the vault path %s is not set in the hub's process.", vaultPath);
            }
            return value;
        }
        if (vaultPath != null && vaultPath.startsWith("file:/")) {
            return file(vaultPath);
        }
        if (vaultPath != null && vaultPath.matches(LocalVault.SCHEME + LocalVault.NAME)) {
            return vault.read(vaultPath.substring(LocalVault.SCHEME.length()));
        }
        // What was given is not repeated: it may be the password itself, in the wrong field.
        throw Refused.invalid(
                "A vault path says where the secret is: env:NAME, file:/absolute/path or vault:NAME. This is none of them.");
    }

    private static String file(String vaultPath) {
        try {
            Path file = Path.of(vaultPath.substring(5));
            if (!Files.isRegularFile(file)) {
                throw missing("There is no file at the vault path %s.", vaultPath);
            }
            if (!OwnerOnly.MODE.containsAll(Files.getPosixFilePermissions(file))) {
                throw missing("The file at the vault path %s can be read by others: chmod 600 it.", vaultPath);
            }
            if (Files.size(file) > LARGEST) {
                throw missing("The file at the vault path %s is too large for a password.", vaultPath);
            }
            String secret = Files.readString(file).replaceFirst("\\R\\z", "");
            if (secret.isBlank()) {
                throw missing("The file at the vault path %s is empty.", vaultPath);
            }
            return secret;
        } catch (InvalidPathException e) {
            throw Refused.invalid("The vault path is no path of a file.");
        } catch (CharacterCodingException e) {
            throw missing("The file at the vault path %s is not UTF-8 text.", vaultPath);
        } catch (IOException e) {
            throw missing("The file at the vault path %s can't be read by the hub.", vaultPath);
        }
    }

    private static Refused missing(String sentence, String vaultPath) {
        return new Refused("secret-missing", 400, sentence.formatted(vaultPath));
    }
}
