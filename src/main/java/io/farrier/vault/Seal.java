package io.farrier.vault;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Secrets under a key: AES-256-GCM (NIST SP 800-38D). The name is authenticated with the value, so a value that is moved to another
 * name does not open. What comes out: one byte for the format, 12 of nonce, ciphertext and tag.
 */
final class Seal {

    private static final byte FORMAT = 1;
    private static final int KEY = 32;
    private static final int NONCE = 12;
    private static final int TAG_BITS = 128;

    private final SecretKeySpec key;
    private final SecureRandom random = new SecureRandom();

    private Seal(byte[] key) {
        this.key = new SecretKeySpec(key, "AES");
    }

    /** @param key base64 of 32 bytes; empty for anything else */
    static Optional<Seal> of(String key) {
        try {
            byte[] bytes = Base64.getDecoder().decode(key);
            return bytes.length == KEY ? Optional.of(new Seal(bytes)) : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    static String freshKey() {
        byte[] key = new byte[KEY];
        new SecureRandom().nextBytes(key);
        return Base64.getEncoder().encodeToString(key);
    }

    byte[] close(String name, String value) {
        byte[] out = new byte[1 + NONCE];
        random.nextBytes(out);
        out[0] = FORMAT;
        try {
            byte[] closed = cipher(Cipher.ENCRYPT_MODE, out, name).doFinal(value.getBytes(StandardCharsets.UTF_8));
            out = Arrays.copyOf(out, out.length + closed.length);
            System.arraycopy(closed, 0, out, 1 + NONCE, closed.length);
            return out;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no AES-GCM", e);
        }
    }

    /** Empty where it was closed with another key, under another name, or changed since. */
    Optional<String> open(String name, byte[] sealed) {
        if (sealed.length <= 1 + NONCE || sealed[0] != FORMAT) {
            return Optional.empty();
        }
        try {
            byte[] opened =
                    cipher(Cipher.DECRYPT_MODE, sealed, name).doFinal(sealed, 1 + NONCE, sealed.length - 1 - NONCE);
            return Optional.of(new String(opened, StandardCharsets.UTF_8));
        } catch (AEADBadTagException e) {
            return Optional.empty();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no AES-GCM", e);
        }
    }

    private Cipher cipher(int mode, byte[] sealed, String name) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, sealed, 1, NONCE));
        cipher.updateAAD(name.getBytes(StandardCharsets.UTF_8));
        return cipher;
    }
}
