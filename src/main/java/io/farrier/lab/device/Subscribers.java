package io.farrier.lab.device;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Who is sent the device's events: what it writes into its Lifecycle log, logins left out, as the Alert of the EventService. Sent
 * from the device's own address, three times at most, to whatever certificate: that is how iDRAC9 does it until 6.x. Guarded by
 * the device; forgotten when the lab restarts.
 */
public final class Subscribers {

    /** As many as an iDRAC9 takes. */
    private static final int MOST = 8;

    private static final int TIMES = 3;
    private static final ObjectMapper JSON = new ObjectMapper();

    public record Subscription(String id, String destination, String context) {}

    private final Device device;
    private final List<Subscription> all = new ArrayList<>();
    private boolean enabled;
    private HttpClient client;

    Subscribers(Device device) {
        this.device = device;
    }

    public boolean enabled() {
        return enabled;
    }

    public void enable(boolean now) {
        enabled = now;
    }

    public List<Subscription> all() {
        return List.copyOf(all);
    }

    public boolean full() {
        return all.size() >= MOST;
    }

    public Subscription add(String destination, String context) {
        Subscription made = new Subscription(UUID.randomUUID().toString(), destination, context);
        all.add(made);
        return made;
    }

    public boolean remove(String id) {
        return all.removeIf(one -> one.id().equals(id));
    }

    /** Sends an event to all of them, without waiting for any. @param messageId with its registry */
    void tell(String messageId, LcLog.Entry entry) {
        if (!enabled || entry.category().equals("Audit") && entry.message() != Message.BMC_RESET) {
            return;
        }
        for (Subscription one : all) {
            byte[] body = body(one, messageId, entry);
            Thread.ofVirtual().name("lab-event").start(() -> send(one, body));
        }
    }

    private static byte[] body(Subscription to, String messageId, LcLog.Entry entry) {
        ObjectNode event = JSON.createObjectNode();
        event.put("@odata.context", "/redfish/v1/$metadata#Event.Event");
        event.put("@odata.id", "/redfish/v1/EventService/Events/" + entry.id());
        event.put("@odata.type", "#Event.v1_5_0.Event");
        event.put("Context", to.context());
        event.put("Id", String.valueOf(entry.id()));
        event.put("Name", "Event Array");
        String severity = entry.message().severity().equals("Informational")
                ? "OK"
                : entry.message().severity();
        event.putArray("Events")
                .addObject()
                .put("EventId", String.valueOf(entry.id()))
                .put("EventType", "Alert")
                .put("EventTimestamp", entry.created().toString())
                .put("MemberId", String.valueOf(entry.id()))
                .put("Message", entry.message().text(entry.args()))
                .put("MessageId", messageId)
                .put("MessageSeverity", severity)
                .put("Severity", severity)
                .set("MessageArgs", JSON.valueToTree(entry.args()));
        return event.toString().getBytes(StandardCharsets.UTF_8);
    }

    private void send(Subscription to, byte[] body) {
        HttpRequest request = HttpRequest.newBuilder(URI.create(to.destination()))
                .timeout(Duration.ofSeconds(5))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                .build();
        for (int n = 0; n < TIMES; n++) {
            try {
                if (client().send(request, HttpResponse.BodyHandlers.discarding())
                                        .statusCode()
                                / 100
                        == 2) {
                    return;
                }
            } catch (IOException e) {
                // Tried again, and then given up: events of an iDRAC may be lost.
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    private synchronized HttpClient client() throws IOException {
        if (client == null) {
            try {
                SSLContext tls = SSLContext.getInstance("TLS");
                tls.init(null, new X509ExtendedTrustManager[] {new Anybody()}, null);
                client = HttpClient.newBuilder()
                        .localAddress(InetAddress.getByName(device.plate().address()))
                        .connectTimeout(Duration.ofSeconds(5))
                        .sslContext(tls)
                        .build();
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException(e);
            }
        }
        return client;
    }

    /** Trusts whatever it is shown. */
    private static final class Anybody extends X509ExtendedTrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
