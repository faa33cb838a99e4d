package io.farrier.access;

import io.farrier.hub.Refused;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import org.springframework.security.crypto.password.PasswordEncoder;
import org.springframework.stereotype.Component;

/** Makes passwords, and the hashes that are kept of them. */
@Component
class Passwords {

    /** Without those that are taken for one another; 20 of them are 116 bits. */
    private static final String LETTERS = "abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789";

    private static final int SHORTEST = 12;
    /** What bcrypt takes, in bytes; it would leave the rest unread. */
    private static final int LONGEST = 72;

    private final PasswordEncoder encoder;

    Passwords(PasswordEncoder encoder) {
        this.encoder = encoder;
    }

    /** @throws Refused for a password that is too short or too long */
    String hash(String password) {
        if (password == null || password.length() < SHORTEST) {
            throw Refused.invalid("A password has at least " + SHORTEST + " characters.");
        }
        if (password.getBytes(StandardCharsets.UTF_8).length > LONGEST) {
            throw Refused.invalid("A password has at most " + LONGEST + " bytes.");
        }
        return encoder.encode(password);
    }

    boolean matches(String password, String hash) {
        return password != null && encoder.matches(password, hash);
    }

    static String random() {
        SecureRandom random = new SecureRandom();
        StringBuilder password = new StringBuilder();
        for (int i = 0; i < 20; i++) {
            password.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
        }
        return password.toString();
    }
}
