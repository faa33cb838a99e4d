package io.farrier.lab;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;

/** A plain Redfish client with Basic authentication that remembers the last certificate it was shown. */
final class Client {
    static final String SYSTEM = "/redfish/v1/Systems/System.Embedded.1";
    static final String MANAGER = "/redfish/v1/Managers/iDRAC.Embedded.1";
    static final String INVENTORY = "/redfish/v1/UpdateService/FirmwareInventory";
    static final String SIMPLE_UPDATE = "/redfish/v1/UpdateService/Actions/UpdateService.SimpleUpdate";

    record Answer(int status, JsonNode body, Map<String, List<String>> headers) {
        String header(String name) {
            return headers.getOrDefault(name.toLowerCase(), List.of("")).get(0);
        }

        String messageId() {
            return body.path("error")
                    .path("@Message.ExtendedInfo")
                    .path(0)
                    .path("MessageId")
                    .asText();
        }
    }

    private final AtomicReference<X509Certificate> certificate = new AtomicReference<>();
    private final HttpClient http;
    private final String base;
    private final String basic;

    Client(String address, int port, String user, String password) {
        this.base = "https://" + address + ":" + port;
        this.basic =
                "Basic " + Base64.getEncoder().encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8));
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {new Remembering()}, null);
            this.http = HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .sslContext(context)
                    .connectTimeout(Duration.ofSeconds(5))
                    .build();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    String basic() {
        return basic;
    }

    Answer get(String path) {
        return send("GET", path, null);
    }

    Answer post(String path, String body) {
        return send("POST", path, body);
    }

    Answer delete(String path) {
        return send("DELETE", path, null);
    }

    Answer patch(String path, String body) {
        return send("PATCH", path, body);
    }

    /** @throws Gone where there was no answer */
    Answer send(String method, String path, String body, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(base + path.replace(" ", "%20")))
                .timeout(Duration.ofSeconds(20))
                .header("Content-Type", "application/json")
                .method(
                        method,
                        body == null ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body));
        if (headers.length == 0) {
            request.header("Authorization", basic);
        } else if (!headers[0].isEmpty()) {
            request.headers(headers);
        }
        return send(request.build());
    }

    private Answer send(HttpRequest request) {
        try {
            HttpResponse<byte[]> answer = http.send(request, HttpResponse.BodyHandlers.ofByteArray());
            JsonNode json = answer.body().length == 0 || answer.body()[0] == '<'
                    ? MissingNode.getInstance()
                    : TestLab.JSON.readTree(answer.body());
            return new Answer(answer.statusCode(), json, answer.headers().map());
        } catch (IOException e) {
            throw new Gone(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Pushes a file as multipart/form-data. */
    Answer upload(String path, String fileName, byte[] content, String ifMatch) {
        String boundary = "----lab";
        String head = "--" + boundary + "\r\nContent-Disposition: form-data; name=\"file\"; filename=\"" + fileName
                + "\"\r\nContent-Type: application/octet-stream\r\n\r\n";
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(base + path))
                .header("Authorization", basic)
                .header("Content-Type", "multipart/form-data; boundary=" + boundary)
                .POST(HttpRequest.BodyPublishers.concat(
                        HttpRequest.BodyPublishers.ofString(head),
                        HttpRequest.BodyPublishers.ofByteArray(content),
                        HttpRequest.BodyPublishers.ofString("\r\n--" + boundary + "--\r\n")));
        if (ifMatch != null) {
            request.header("If-Match", ifMatch);
        }
        return send(request.build());
    }

    /** No answer came. */
    static final class Gone extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Gone(IOException why) {
            super(why);
        }
    }

    /** When the BMC last started. */
    String started() {
        return get(MANAGER).body().path("LastResetTime").asText();
    }

    /** Whether the BMC serves again after a restart later than that one. */
    boolean restartedSince(String started) {
        Answer manager = get(MANAGER);
        return manager.status() == 200
                && !manager.body().path("LastResetTime").asText().equals(started);
    }

    boolean answers() {
        try {
            return get("/redfish/v1").status() == 200;
        } catch (Gone e) {
            return false;
        }
    }

    /** The id of the job that was made, or an error with what the device said. */
    String update(String url, String applyTime) {
        Answer answer = post(SIMPLE_UPDATE, """
                {"ImageURI":"%s","TransferProtocol":"HTTP","@Redfish.OperationApplyTime":"%s"}""".formatted(url, applyTime));
        if (answer.status() != 202) {
            throw new AssertionError("refused with " + answer.status() + " " + answer.messageId());
        }
        return answer.header("Location").substring(answer.header("Location").lastIndexOf('/') + 1);
    }

    Answer reset(String type) {
        return post(SYSTEM + "/Actions/ComputerSystem.Reset", "{\"ResetType\":\"" + type + "\"}");
    }

    JsonNode job(String id) {
        return get(MANAGER + "/Oem/Dell/Jobs/" + id).body();
    }

    String jobState(String id) {
        return job(id).path("JobState").asText();
    }

    JsonNode status() {
        return post(MANAGER + "/Oem/Dell/DellLCService/Actions/DellLCService.GetRemoteServicesAPIStatus", "{}")
                .body();
    }

    /** The version of the installed component at a place, as the inventory shows it. */
    String installed(String fqdd) {
        for (JsonNode member : get(INVENTORY + "?$expand=*($levels=1)").body().path("Members")) {
            String id = member.path("Id").asText();
            if (id.startsWith("Installed-") && id.endsWith("__" + fqdd)) {
                return member.path("Version").asText();
            }
        }
        throw new AssertionError("nothing installed at " + fqdd);
    }

    X509Certificate certificate() {
        return certificate.get();
    }

    private final class Remembering extends X509ExtendedTrustManager {
        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {
            certificate.set(chain[0]);
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {
            certificate.set(chain[0]);
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {
            certificate.set(chain[0]);
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
