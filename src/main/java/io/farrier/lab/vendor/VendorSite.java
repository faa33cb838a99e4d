package io.farrier.lab.vendor;

import io.farrier.lab.device.Models;
import io.farrier.lab.net.Endpoint;
import io.farrier.lab.net.Request;
import io.farrier.lab.net.Response;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The vendor's download site: the catalog and the packages, with ETag, Last-Modified, 304 and ranges. */
public final class VendorSite implements Endpoint {
    /** Where the catalog lies. */
    public static final String CATALOG = "/catalog/Catalog.xml.gz";

    private static final String MODIFIED = "Tue, 18 Nov 2025 09:30:00 GMT";
    private static final Pattern RANGE = Pattern.compile("bytes=(\\d*)-(\\d*)");

    private final Map<String, byte[]> files = new HashMap<>();

    /** @param authority host and port that clients reach the site by */
    public VendorSite(Models models, String authority) {
        List<Offer> offers = Offers.of(models);
        offers.forEach(offer -> files.put("/" + offer.path(), offer.bytes()));
        files.put(CATALOG, Catalog.gzip(models, offers, authority));
    }

    /** The paths of all files. */
    public List<String> paths() {
        return files.keySet().stream().sorted().toList();
    }

    @Override
    public CompletionStage<Response> answer(Request request) {
        return CompletableFuture.completedFuture(file(request));
    }

    private Response file(Request request) {
        byte[] file = files.get(request.path());
        if (file == null) {
            return Response.text(404, "text/plain", "The vendor has no such file.\n");
        }
        if (!request.method().equals("GET") && !request.method().equals("HEAD")) {
            return Response.empty(405).with("Allow", "GET, HEAD");
        }
        String etag = "\"" + Integer.toHexString(Arrays.hashCode(file)) + "-" + file.length + "\"";
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Content-Type", "application/octet-stream");
        headers.put("ETag", etag);
        headers.put("Last-Modified", MODIFIED);
        headers.put("Accept-Ranges", "bytes");
        boolean known = request.header("If-None-Match")
                .map(etag::equals)
                .orElse(request.header("If-Modified-Since")
                        .filter(MODIFIED::equals)
                        .isPresent());
        if (known) {
            return new Response(304, headers, new byte[0]);
        }
        Response whole = new Response(200, headers, file);
        return request.header("Range").map(range -> range(whole, range)).orElse(whole);
    }

    private static Response range(Response whole, String asked) {
        int length = whole.body().length;
        Matcher range = RANGE.matcher(asked);
        if (!range.matches() || (range.group(1).isEmpty() && range.group(2).isEmpty())) {
            return whole;
        }
        long first = range.group(1).isEmpty()
                ? Math.max(0, length - Long.parseLong(range.group(2)))
                : Long.parseLong(range.group(1));
        long last = range.group(1).isEmpty() || range.group(2).isEmpty()
                ? length - 1
                : Math.min(length - 1, Long.parseLong(range.group(2)));
        if (first > last) {
            return Response.empty(416).with("Content-Range", "bytes */" + length);
        }
        return new Response(206, whole.headers(), Arrays.copyOfRange(whole.body(), (int) first, (int) last + 1))
                .with("Content-Range", "bytes " + first + "-" + last + "/" + length);
    }
}
