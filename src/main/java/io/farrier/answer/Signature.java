package io.farrier.answer;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Of a webhook, as Standard Webhooks 1.0 has it: HMAC-SHA256 over {@code id.timestamp.body} in Base64 behind {@code v1,}. */
public final class Signature {

    private Signature() {}

    /**
     * @param secret as it is, or in Base64 behind {@code whsec_}
     * @throws IllegalArgumentException for a secret that is no Base64 behind whsec_
     */
    public static String of(String secret, String id, Instant at, byte[] body) {
        byte[] key = secret.startsWith("whsec_")
                ? Base64.getDecoder().decode(secret.substring(6))
                : secret.getBytes(StandardCharsets.UTF_8);
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            mac.update((id + "." + at.getEpochSecond() + ".").getBytes(StandardCharsets.UTF_8));
            return "v1," + Base64.getEncoder().encodeToString(mac.doFinal(body));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
