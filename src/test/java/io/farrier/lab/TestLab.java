package io.farrier.lab;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.farrier.Ports;
import io.farrier.lab.device.Device;
import io.farrier.lab.device.Fault;
import io.farrier.lab.device.Part;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/** A lab on free ports, twenty lab minutes a second (a BIOS update takes half of one), with a client beside it. */
final class TestLab implements AutoCloseable {
    /** The servers before this one are never taken: tests name them by number. */
    private static final int FREE = 30;

    private static final AtomicInteger NEXT = new AtomicInteger();

    /** Held as long as this process lives: Maven tests in two, and IPMI and SSH have one port for all. */
    private static ServerSocket held;

    private static final int FIRST = first();
    static final ObjectMapper JSON = new ObjectMapper();

    final Lab lab;
    private final Set<Integer> taken = new HashSet<>();
    private final HttpClient plain = HttpClient.newHttpClient();

    private TestLab(LabSettings settings) {
        this.lab = new Lab(settings).start();
    }

    static TestLab of(int size) {
        return of(options(size));
    }

    static TestLab of(Map<String, String> options) {
        return new TestLab(LabOptions.of(options));
    }

    /** A fast lab's settings; each call has addresses of its own, so that tests never meet. */
    static Map<String, String> options(int size) {
        int net = FIRST + NEXT.getAndIncrement();
        Map<String, String> options = new HashMap<>();
        options.put("size", String.valueOf(size));
        options.put("speed", "1200");
        options.put("first-address", "127." + net + ".0.1");
        options.put("site-address", "127." + net + ".255.1");
        options.put("https-port", String.valueOf(freePort()));
        options.put("vendor-port", String.valueOf(freePort()));
        options.put("control-port", String.valueOf(freePort()));
        options.put("password", "calvin");
        return options;
    }

    private static int first() {
        for (int first : new int[] {30, 130}) {
            try {
                held = new ServerSocket(19_999, 1, InetAddress.getByName("127." + first + ".255.254"));
                return first;
            } catch (IOException taken) {
                // by the other process
            }
        }
        throw new IllegalStateException("two processes test with labs already");
    }

    static int freePort() {
        try {
            return Ports.free();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    Device device(int n) {
        return lab.devices().get(n);
    }

    Client client(int n) {
        return new Client(device(n).address(), lab.settings().httpsPort(), "root", "calvin");
    }

    void fault(int n, Fault fault) {
        device(n).fault(fault, true, null);
    }

    void fault(int n, Fault fault, double value) {
        device(n).fault(fault, true, value);
    }

    /** A server, from the 30th on, that no test has taken yet and whose part, by the beginning of its key, is behind the vendor's newest. */
    synchronized int take(String part) {
        for (int n = FREE; n < lab.devices().size(); n++) {
            int candidate = n;
            boolean behind = part(n, part)
                    .filter(p -> !device(candidate).inventory().shown(p).equals(p.newest()))
                    .isPresent();
            if (behind && taken.add(n)) {
                return n;
            }
        }
        throw new AssertionError("no untaken server is behind in " + part);
    }

    Optional<Part> part(int n, String key) {
        return device(n).inventory().parts().stream()
                .filter(part -> part.key().startsWith(key))
                .findFirst();
    }

    /** The version that the vendor offers for a server's part. */
    String newest(int n, String part) {
        return part(n, part).orElseThrow().newest();
    }

    /** The URL of the newest Windows package for a server's part. */
    String packageUrl(int n, String part) {
        String release = part(n, part).orElseThrow().release();
        return lab.packageUrls().stream()
                .filter(url -> url.contains("_" + release + "_WN"))
                .findFirst()
                .orElseThrow();
    }

    JsonNode control(String path) throws IOException, InterruptedException {
        return JSON.readTree(plain.send(
                        HttpRequest.newBuilder(URI.create(lab.controlUrl() + path))
                                .build(),
                        HttpResponse.BodyHandlers.ofByteArray())
                .body());
    }

    HttpResponse<String> controlPost(String path, String body) throws IOException, InterruptedException {
        return plain.send(
                HttpRequest.newBuilder(URI.create(lab.controlUrl() + path))
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    HttpResponse<byte[]> fetch(String url, String... headers) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url)).timeout(Duration.ofSeconds(10));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return plain.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
    }

    @Override
    public void close() {
        plain.close();
        lab.close();
    }

    static List<String> ids(JsonNode collection) {
        return collection
                .path("Members")
                .valueStream()
                .map(member -> member.path("@odata.id").asText())
                .toList();
    }
}
