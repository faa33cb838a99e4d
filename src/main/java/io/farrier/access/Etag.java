package io.farrier.access;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;

/** Strong entity tags (RFC 9110, 8.8.3): the hash of what is shown. */
final class Etag {

    private Etag() {}

    static String of(String shown) {
        return '"' + HexFormat.of().formatHex(sha256(shown), 0, 16) + '"';
    }

    /** A hash that tells two bodies apart, and is too short to guess by what was in one. */
    static int brief(String body) {
        return Arrays.hashCode(sha256(body == null ? "" : body));
    }

    /**
     * @param header If-Match or If-None-Match: {@code *}, or a list of tags
     * @param weak whether a weak tag may match
     */
    static boolean matches(String header, String tag, boolean weak) {
        for (String given : header.split(",")) {
            String stripped = given.strip();
            if (stripped.equals("*") || stripped.equals(tag) || weak && stripped.equals("W/" + tag)) {
                return true;
            }
        }
        return false;
    }

    private static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
