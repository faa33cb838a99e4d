package io.farrier.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpServer;
import io.farrier.lab.device.Fault;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The EventService of a virtual iDRAC, and a listener that knows nothing else of it. */
class EventServiceTest {

    private static final String SERVICE = "/redfish/v1/EventService";

    private record Heard(String from, JsonNode event) {}

    private final List<Heard> heard = new CopyOnWriteArrayList<>();
    private TestLab lab;
    private HttpServer listener;

    @BeforeEach
    void start() throws IOException {
        lab = TestLab.of(2);
        listener = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        listener.createContext("/", exchange -> {
            heard.add(new Heard(
                    exchange.getRemoteAddress().getAddress().getHostAddress(),
                    TestLab.JSON.readTree(exchange.getRequestBody())));
            exchange.sendResponseHeaders(204, -1);
            exchange.close();
        });
        listener.start();
    }

    @AfterEach
    void stop() {
        listener.stop(0);
        lab.close();
    }

    private String subscribed(Client client) {
        var made = client.post(
                SERVICE + "/Subscriptions", """
                {"Destination": "http://127.0.0.1:%d/x", "Protocol": "Redfish", "EventFormatType": "Event", "Context": "me",
                 "HttpHeaders": [{"Authorization": "Basic secret"}]}
                """.formatted(listener.getAddress().getPort()));
        assertThat(made.status()).isEqualTo(201);
        return made.header("Location");
    }

    @Test
    void nothing_is_sent_until_the_service_is_on_and_then_from_the_devices_own_address() {
        Client client = lab.client(0);
        String location = subscribed(client);
        assertThat(client.get(location).body().toString()).contains("\"me\"").doesNotContain("secret");
        String test = SERVICE + "/Actions/EventService.SubmitTestEvent";
        assertThat(client.post(test, "{}").status()).isEqualTo(400);
        assertThat(client.patch(SERVICE, "{\"ServiceEnabled\": true}").status()).isEqualTo(200);
        assertThat(client.get(SERVICE).body().path("ServiceEnabled").asBoolean())
                .isTrue();
        assertThat(client.post(test, "{}").status()).isEqualTo(202);
        await().until(() -> heard.size() == 1);
        assertThat(heard.getFirst().from())
                .isEqualTo(lab.lab.devices().getFirst().plate().address());
        assertThat(heard.getFirst().event().path("Context").asText()).isEqualTo("me");
        assertThat(heard.getFirst().event().at("/Events/0/MessageId").asText())
                .matches("(?i)idrac\\.\\d\\.\\d\\.LC060");
        assertThat(client.delete(location).status()).isEqualTo(200);
        assertThat(client.delete(location).status()).isEqualTo(404);
        assertThat(client.get(SERVICE + "/Subscriptions")
                        .body()
                        .path("Members@odata.count")
                        .asInt())
                .isZero();
    }

    @Test
    void a_fault_and_what_happens_to_the_host_are_told_and_logins_are_not() {
        Client client = lab.client(0);
        subscribed(client);
        client.patch(SERVICE, "{\"ServiceEnabled\": true}");
        client.post("/redfish/v1/SessionService/Sessions", "{\"UserName\":\"root\",\"Password\":\"calvin\"}");
        lab.lab.devices().getFirst().fault(Fault.LC_NOT_READY, true, null);
        await().until(() -> !heard.isEmpty());
        assertThat(heard)
                .extracting(one -> one.event().at("/Events/0/MessageId").asText())
                .allMatch(id -> id.endsWith(".LC060"));
        assertThat(heard.getFirst().event().at("/Events/0/MessageSeverity").asText())
                .isEqualTo("Warning");
    }

    @Test
    void no_more_are_taken_than_a_device_takes() {
        Client client = lab.client(1);
        for (int n = 0; n < 8; n++) {
            subscribed(client);
        }
        assertThat(client.post(
                                SERVICE + "/Subscriptions",
                                "{\"Destination\": \"http://127.0.0.1/x\", \"Protocol\": \"Redfish\"}")
                        .status())
                .isEqualTo(400);
        assertThat(client.post(SERVICE + "/Subscriptions", "{\"Destination\": \"ftp://x\", \"Protocol\": \"Redfish\"}")
                        .status())
                .isEqualTo(400);
    }
}
