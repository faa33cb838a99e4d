package io.farrier.lab.net;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/** One HTTP answer. A body of length 0 is sent as no body. */
public record Response(int status, Map<String, String> headers, byte[] body) {
    private static final byte[] NOTHING = {};

    public static Response empty(int status) {
        return new Response(status, Map.of(), NOTHING);
    }

    public static Response text(int status, String contentType, String body) {
        return new Response(status, Map.of("Content-Type", contentType), body.getBytes(StandardCharsets.UTF_8));
    }

    public Response with(String header, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(header, value);
        return new Response(status, more, body);
    }
}
