package io.farrier.plan;

import io.farrier.run.Promise;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/** What makes two sets of targets the same. Pure. */
final class Targets {

    private Targets() {}

    /** The same for the same hosts, waves, versions and ways to treat them, whatever the time. */
    static String hash(List<Target> targets) {
        StringBuilder text = new StringBuilder();
        for (Target target : targets) {
            text.append(target.hostId()).append('/').append(target.wave());
            text.append('/').append(target.reset()).append('/').append(target.quiesce());
            text.append(target.profile() ? "/profile" : "");
            text.append('\n');
            for (Promise promise : target.promises()) {
                text.append("  ").append(promise.key()).append('=').append(promise.version());
                text.append('/').append(promise.packageId());
                text.append('/').append(promise.batch()).append('\n');
            }
        }
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256")
                            .digest(text.toString().getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256", e);
        }
    }
}
