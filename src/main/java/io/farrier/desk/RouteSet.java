package io.farrier.desk;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collections;
import java.util.HexFormat;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A whole set of route files.
 *
 * @param files their texts by their names, which begin with {@code routes/} and have slashes
 */
public record RouteSet(SortedMap<String, String> files) {

    static final RouteSet EMPTY = new RouteSet(new TreeMap<>());

    public RouteSet {
        files = Collections.unmodifiableSortedMap(new TreeMap<>(files));
    }

    public RouteSet(Map<String, String> files) {
        this(new TreeMap<>(files));
    }

    /** SHA-256 of all names and texts, in hexadecimal digits: the same on every hub that runs the same routes. */
    public String hash() {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            files.forEach((name, text) -> {
                digest.update(name.getBytes(StandardCharsets.UTF_8));
                digest.update((byte) 0);
                digest.update(text.getBytes(StandardCharsets.UTF_8));
                digest.update((byte) 0);
            });
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("This Java has no SHA-256", e);
        }
    }
}
