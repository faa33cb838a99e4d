package io.farrier.lab.net;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.List;

/**
 * The devices' SSH host keys, kept in a folder, so that a client's pins hold over a restart of the lab.
 *
 * @param folder where they are kept; null: nowhere
 */
public record HostKeys(Path folder) {

    /** The key kept for an address, else a new one, kept. @param algorithm EC, or RSA for devices of old */
    public KeyPair of(String address, String algorithm) {
        Path file = file(address, algorithm);
        if (file == null || !Files.exists(file)) {
            return renew(address, algorithm);
        }
        try {
            List<String> lines = Files.readAllLines(file);
            KeyFactory keys = KeyFactory.getInstance(algorithm);
            return new KeyPair(
                    keys.generatePublic(
                            new X509EncodedKeySpec(Base64.getDecoder().decode(lines.get(0)))),
                    keys.generatePrivate(
                            new PKCS8EncodedKeySpec(Base64.getDecoder().decode(lines.get(1)))));
        } catch (GeneralSecurityException | IOException | RuntimeException e) {
            throw new IllegalStateException(
                    "The lab cannot read " + file + ": " + e.getMessage() + ". Delete it: its device gets a new one.",
                    e);
        }
    }

    /** A new key in place of the one that was kept. */
    public KeyPair renew(String address, String algorithm) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
            if (algorithm.equals("EC")) {
                generator.initialize(new ECGenParameterSpec("secp256r1"));
            } else {
                generator.initialize(2048);
            }
            KeyPair pair = generator.generateKeyPair();
            keep(file(address, algorithm), pair);
            return pair;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("The lab cannot make a host key for " + address, e);
        }
    }

    private Path file(String address, String algorithm) {
        return folder == null ? null : folder.resolve(address + "." + algorithm.toLowerCase() + ".ssh");
    }

    private static void keep(Path file, KeyPair pair) {
        if (file == null) {
            return;
        }
        try {
            Files.createDirectories(file.getParent());
            Base64.Encoder text = Base64.getEncoder();
            Files.write(
                    file,
                    List.of(
                            text.encodeToString(pair.getPublic().getEncoded()),
                            text.encodeToString(pair.getPrivate().getEncoded())));
        } catch (IOException e) {
            throw new UncheckedIOException("The lab cannot keep its host keys in " + file.getParent(), e);
        }
    }
}
