package io.farrier.lab.net;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * One HTTP request as it came in.
 *
 * @param path the decoded path, without a trailing slash (but "/" itself)
 * @param query the decoded query parameters, {@code $} kept
 * @param body empty where it came in parts
 * @param parts of a multipart/form-data body, or the one file of an octet stream; else none
 * @param headers names in lower case; of a repeated header the first value
 * @param from the client's address
 */
public record Request(
        String method,
        String path,
        Map<String, String> query,
        Map<String, String> headers,
        byte[] body,
        List<Multipart.Part> parts,
        String from) {

    static Request of(
            String method,
            String uri,
            Map<String, String> headers,
            byte[] body,
            List<Multipart.Part> parts,
            String from) {
        int mark = uri.indexOf('?');
        String path = decode((mark < 0 ? uri : uri.substring(0, mark)).replace("+", "%2B"));
        Map<String, String> query = new LinkedHashMap<>();
        if (mark >= 0) {
            for (String pair : uri.substring(mark + 1).split("&")) {
                int equals = pair.indexOf('=');
                query.put(
                        decode(equals < 0 ? pair : pair.substring(0, equals)),
                        equals < 0 ? "" : decode(pair.substring(equals + 1)));
            }
        }
        String trimmed = path.length() > 1 && path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
        return new Request(method, trimmed, query, headers, body, parts, from);
    }

    public Optional<String> header(String name) {
        return Optional.ofNullable(headers.get(name.toLowerCase(Locale.ROOT)));
    }

    /** A user and a password as the request gives them. */
    public record Basic(String user, String password) {}

    /** The login that comes with the request; a malformed one has no user. */
    public Optional<Basic> basic() {
        return header("Authorization")
                .filter(value -> value.regionMatches(true, 0, "Basic ", 0, 6))
                .map(value -> basic(value.substring(6).strip()));
    }

    private static Basic basic(String encoded) {
        try {
            String[] pair = new String(Base64.getDecoder().decode(encoded), StandardCharsets.UTF_8).split(":", 2);
            return pair.length == 2 ? new Basic(pair[0], pair[1]) : new Basic("", "");
        } catch (IllegalArgumentException notBase64) {
            return new Basic("", "");
        }
    }

    /** The path's parts between the slashes. */
    public List<String> segments() {
        List<String> segments = new ArrayList<>();
        for (String segment : path.split("/")) {
            if (!segment.isEmpty()) {
                segments.add(segment);
            }
        }
        return segments;
    }

    private static String decode(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException malformed) {
            return text;
        }
    }
}
