package io.farrier.health;

import io.farrier.fleet.Host;
import io.farrier.fleet.Hosts;
import io.farrier.hub.OwnerOnly;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/**
 * What a BMC shows in place of a login: its host's id and an HMAC of it, {@code 7.kX3…}. It opens nothing but the door for that
 * host's events, and is as good as an address is secret.
 */
@Component
public class AlertToken {

    private static final Base64.Encoder URL = Base64.getUrlEncoder().withoutPadding();

    private final Path keyFile;
    private final Hosts hosts;

    AlertToken(@Value("${farrier.alerts.key-file}") Path keyFile, Hosts hosts) {
        this.keyFile = keyFile;
        this.hosts = hosts;
    }

    public String of(long host) {
        return host + "." + URL.encodeToString(hmac(host));
    }

    /** The host that the token is of; empty where it is of none. */
    public Optional<Host> host(String token) {
        if (!token.matches("\\d{1,18}\\.[A-Za-z0-9_-]{43}")) {
            return Optional.empty();
        }
        long id = Long.parseLong(token.substring(0, token.indexOf('.')));
        boolean ours = MessageDigest.isEqual(
                of(id).getBytes(StandardCharsets.US_ASCII), token.getBytes(StandardCharsets.US_ASCII));
        return ours ? hosts.byId(id) : Optional.empty();
    }

    private byte[] hmac(long host) {
        try {
            String key = OwnerOnly.secret(keyFile, AlertToken::fresh);
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key.getBytes(StandardCharsets.US_ASCII), "HmacSHA256"));
            return mac.doFinal(("alerts of host " + host).getBytes(StandardCharsets.US_ASCII));
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException("The key of the BMCs' alerts, " + keyFile + ", can't be used", e);
        }
    }

    private static String fresh() {
        byte[] key = new byte[32];
        new SecureRandom().nextBytes(key);
        return Base64.getEncoder().encodeToString(key);
    }
}
