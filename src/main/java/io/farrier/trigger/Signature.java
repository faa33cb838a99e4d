package io.farrier.trigger;

import io.farrier.hub.Refused;
import io.farrier.vault.Secrets;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.stereotype.Component;

/**
 * The signature of a webhook, as Standard Webhooks 1.0 has it: HMAC-SHA256 over {@code id.timestamp.body} in Base64 behind
 * {@code v1,}; several of them, separated by blanks, while a secret is changed.
 */
@Component("webhookSignature")
@EnableConfigurationProperties(Signature.Shared.class)
class Signature {

    /**
     * @param window how far the time of a signature may be from now
     * @param secrets by the name of the sender where the secret is that it shares with this hub, a vault path
     */
    @ConfigurationProperties("farrier.trigger.webhook")
    record Shared(Duration window, Map<String, String> secrets) {
        Shared {
            secrets = secrets == null ? Map.of() : Map.copyOf(secrets);
        }
    }

    /** @param sender whose it is; null: nobody's. @param objection null: it is right */
    record Verdict(String sender, String objection) {}

    private static final Logger log = LoggerFactory.getLogger(Signature.class);

    static final String FORGED = "has a forged signature: ";

    private final Shared shared;
    private final Secrets secrets;

    Signature(Shared shared, Secrets secrets) {
        this.shared = shared;
        this.secrets = secrets;
    }

    Verdict judge(String id, String timestamp, String signatures, byte[] body, Instant now) {
        if (id == null || timestamp == null || !timestamp.matches("\\d{1,12}")) {
            return new Verdict(null, FORGED + "webhook-id or webhook-timestamp (seconds since 1970) is missing");
        }
        Duration off = Duration.between(Instant.ofEpochSecond(Long.parseLong(timestamp)), now)
                .abs();
        if (off.compareTo(shared.window()) > 0) {
            return new Verdict(
                    null,
                    FORGED
                            + "its time is %d s from now, at most %d are taken"
                                    .formatted(off.toSeconds(), shared.window().toSeconds()));
        }
        for (Map.Entry<String, String> sender : shared.secrets().entrySet()) {
            byte[] right = right(sender.getKey(), sender.getValue(), id, timestamp, body);
            if (right == null) {
                continue;
            }
            for (String signature : signatures.split(" ")) {
                if (signature.startsWith("v1,") && same(right, signature.substring(3))) {
                    return new Verdict(sender.getKey(), null);
                }
            }
        }
        return new Verdict(null, FORGED + "it is by none of the secrets of farrier.trigger.webhook.secrets");
    }

    /** Null where the secret is not to be had, or is none: that is no business of whoever sent this. */
    private byte[] right(String sender, String vaultPath, String id, String timestamp, byte[] body) {
        try {
            return sign(secrets.read(vaultPath), id, timestamp, body);
        } catch (Refused e) {
            log.warn("What {} signs can't be checked: {}", sender, e.getMessage());
        } catch (IllegalArgumentException e) {
            // Not its message: a decoder tells what it could not read, and that is the secret.
            log.warn("What {} signs can't be checked: behind whsec_ its secret is no Base64 of a key", sender);
        }
        return null;
    }

    private static boolean same(byte[] right, String given) {
        return MessageDigest.isEqual(Base64.getEncoder().encode(right), given.getBytes(StandardCharsets.UTF_8));
    }

    /** @param secret as it is, or in Base64 behind {@code whsec_} */
    static byte[] sign(String secret, String id, String timestamp, byte[] body) {
        byte[] key = secret.startsWith("whsec_")
                ? Base64.getDecoder().decode(secret.substring(6))
                : secret.getBytes(StandardCharsets.UTF_8);
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            mac.update((id + "." + timestamp + ".").getBytes(StandardCharsets.UTF_8));
            return mac.doFinal(body);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
