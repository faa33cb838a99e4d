package io.farrier.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.farrier.access.Person;
import io.farrier.lab.device.Device;
import io.farrier.run.Rollout;
import io.farrier.transport.Ask;
import io.farrier.transport.Bmc;
import io.farrier.transport.LabFleet;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import org.apache.activemq.artemis.core.security.Role;
import org.apache.activemq.artemis.core.server.embedded.EmbeddedActiveMQ;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * From a change that is approved by AMQP to the first request that leaves for the BMC, on an idle hub, beside a bare AMQP round trip
 * through the same broker: python3-qpid-proton sends a durable message and has the answer of a consumer that sends one back. Between
 * the two are the inbox, the gate, the plan, its approval, its start, its wave, the admission and the run's first turn, each
 * committed with fsync. A route that takes such a message and does nothing but ask the BMC who it is, without a login, says how much
 * of the way is the message's and the connection's own.
 */
@Tag("bench")
@Tag("trigger")
class TriggerBench {

    private static final int TIMES = 200;
    private static final int WARM = 200;

    /** Bare round trips that the way should take. It is said and not asserted: a route without anything takes three of them already. */
    private static final int WANTED = 5;

    /** Empty routes that the way may take, at the median: about eight when this was written. */
    private static final double BAR = 12;

    private static final int EMPTY = 50;

    /** Reads a line of JSON, sends it to the address, waits until it is settled and says when it began, seconds since 1970. */
    private static final String SEND = """
            import sys, time
            from proton import Message, symbol
            from proton.utils import BlockingConnection
            url, user, password, address = sys.argv[1:5]
            connection = BlockingConnection(url, timeout=20, user=user, password=password, allowed_mechs='PLAIN')
            out = connection.create_sender(address)
            for line in sys.stdin:
                message = Message(body=line.strip().encode(), inferred=True, durable=True,
                                  content_type=symbol('application/cloudevents+json'))
                began = time.time()
                out.send(message, timeout=20)
                print(repr(began), flush=True)
            connection.close()
            """;

    private static final String BARE = """
            import sys, threading, time
            from proton import Message
            from proton.utils import BlockingConnection
            url, user, password, times = sys.argv[1:5]
            def connected():
                return BlockingConnection(url, timeout=20, user=user, password=password, allowed_mechs='PLAIN')
            def answer():
                connection = connected()
                receiver = connection.create_receiver('bench.ask', credit=10)
                sender = connection.create_sender('bench.answer')
                ready.set()
                for _ in range(int(times)):
                    message = receiver.receive(timeout=20)
                    sender.send(Message(body=message.body, durable=True), timeout=20)
                    receiver.accept()
                connection.close()
            ready = threading.Event()
            connection = connected()
            receiver = connection.create_receiver('bench.answer', credit=10)
            sender = connection.create_sender('bench.ask')
            thread = threading.Thread(target=answer)
            thread.start()
            ready.wait(20)
            for _ in range(int(times)):
                began = time.time()
                sender.send(Message(body=b'x' * 600, durable=True), timeout=20)
                receiver.receive(timeout=20)
                receiver.accept()
                print(repr(time.time() - began), flush=True)
            thread.join()
            connection.close()
            """;

    private static final ObjectMapper JSON = new ObjectMapper();

    @Test
    void from_a_message_to_the_first_request_at_the_bmc() throws Exception {
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        try (WarmHub hub = WarmHub.start(
                "trigger",
                "--farrier.trigger.amqp=" + port,
                "--farrier.pace.speed=120",
                "--farrier.pace.answer=5s",
                "--farrier.sweep.ports=8443",
                "--farrier.transport.ssh-port=2222")) {
            JdbcClient jdbc = hub.the(JdbcClient.class);
            try (LabFleet fleet = LabFleet.start(
                    jdbc, 164, WARM + TIMES + EMPTY, "--speed=120", "--behind=bios", "--job-takes=20", "--chassis=0")) {
                Rollout.in(hub.spring()).learn(fleet);
                String user = Person.who(hub.spring(), "approver").name();
                hub.the(EmbeddedActiveMQ.class)
                        .getActiveMQServer()
                        .getSecurityRepository()
                        .addMatch("bench.#", Set.of(all("integration"), all("amq")));
                List<Double> took = new ArrayList<>();
                Map<String, List<Double>> stages = new LinkedHashMap<>();
                Process sender = sender(port, user, "trigger.in");
                try (var lines = new BufferedReader(new InputStreamReader(sender.getInputStream()));
                        var input = sender.outputWriter()) {
                    for (int n = 0; n < WARM + TIMES; n++) {
                        Bmc bmc = fleet.bmc(n);
                        Device device = fleet.lab().device(bmc.address());
                        double began = toTheFirst(device, approved(n, bmc), input, lines);
                        if (n >= WARM) {
                            took.add(now() - began);
                        }
                        if (n >= WARM) {
                            stages(jdbc, n, began)
                                    .forEach((stage, at) -> stages.computeIfAbsent(stage, key -> new ArrayList<>())
                                            .add(at));
                        }
                        idle(jdbc, device);
                    }
                }
                sender.waitFor();
                List<Double> empty = empty(hub, fleet, port, user);
                List<Double> bare = bare(port, user);
                System.out.printf(
                        Locale.ROOT,
                        "trigger: from the message to the first request: p50 %.1f ms, p99 %.1f ms; a bare AMQP round trip: p50"
                                + " %.1f ms, p99 %.1f ms; ratio %.1f at p50, %.1f at p99 (%d are wanted)%n",
                        1000 * at(took, 0.5),
                        1000 * at(took, 0.99),
                        1000 * at(bare, 0.5),
                        1000 * at(bare, 0.99),
                        at(took, 0.5) / at(bare, 0.5),
                        at(took, 0.99) / at(bare, 0.99),
                        WANTED);
                System.out.printf(
                        Locale.ROOT,
                        "trigger: a route that only asks the BMC who it is: p50 %.1f ms, p99 %.1f ms, %.1f round trips; the way takes %.1f of"
                                + " them (the bar is %.0f)%n",
                        1000 * at(empty, 0.5),
                        1000 * at(empty, 0.99),
                        at(empty, 0.5) / at(bare, 0.5),
                        at(took, 0.5) / at(empty, 0.5),
                        BAR);
                stages.forEach((stage, seconds) -> System.out.printf(
                        Locale.ROOT, "trigger: %s after %.1f ms (median)%n", stage, 1000 * at(seconds, 0.5)));
                assertThat(at(took, 0.5) / at(empty, 0.5))
                        .as("message to first request, in empty routes, at p50")
                        .isLessThanOrEqualTo(BAR);
            }
        }
    }

    private static Process sender(int port, String user, String address) throws IOException {
        Path script = Files.writeString(Files.createTempFile("send", ".py"), SEND);
        return new ProcessBuilder(
                        "/usr/bin/python3",
                        script.toString(),
                        "amqp://127.0.0.1:" + port,
                        user,
                        Person.PASSWORD,
                        address)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    /** Sends a message, and returns when it was sent once the device was asked something. */
    private static double toTheFirst(Device device, String message, BufferedWriter input, BufferedReader lines)
            throws IOException {
        int before = asked(device);
        input.write(message + "\n");
        input.flush();
        double began = Double.parseDouble(lines.readLine());
        while (asked(device) == before) {
            LockSupport.parkNanos(200_000);
            assertThat(now() - began).as("seconds").isLessThan(30);
        }
        return began;
    }

    /** Seconds from a message to the first request where nothing is between the two: no database, no plan, no login. */
    private static List<Double> empty(WarmHub hub, LabFleet fleet, int port, String user) throws Exception {
        hub.camel().addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("jms:bench.route")
                        .process(exchange -> {
                            int n = Integer.parseInt(exchange.getMessage().getBody(String.class));
                            exchange.getMessage().removeHeaders("*");
                            exchange.getMessage().setBody(new Ask.Identify(fleet.bmc(n)));
                        })
                        .to("direct:transport.attempt");
            }
        });
        List<Double> took = new ArrayList<>();
        Process sender = sender(port, user, "bench.route");
        try (var lines = new BufferedReader(new InputStreamReader(sender.getInputStream()));
                var input = sender.outputWriter()) {
            for (int n = WARM + TIMES; n < WARM + TIMES + EMPTY; n++) {
                Device device = fleet.lab().device(fleet.bmc(n).address());
                double began = toTheFirst(device, String.valueOf(n), input, lines);
                took.add(now() - began);
                idle(hub.the(JdbcClient.class), device);
            }
        }
        sender.waitFor();
        return took.subList(EMPTY / 5, EMPTY);
    }

    private static Role all(String who) {
        return new Role(who, true, true, true, true, true, true, false, true, true, true);
    }

    private static String approved(int n, Bmc bmc) throws Exception {
        Instant now = Instant.now();
        return JSON.writeValueAsString(Map.of(
                "specversion",
                "1.0",
                "id",
                "bench-" + n,
                "source",
                "/bench",
                "type",
                "change.approved",
                "time",
                now.toString(),
                "data",
                Map.of(
                        "number", "CHG" + n,
                        "targets", Map.of("ids", List.of(bmc.hostId())),
                        "window",
                                Map.of(
                                        "opensAt", now.minusSeconds(60).toString(),
                                        "closesAt", now.plusSeconds(8 * 3600).toString()),
                        "approval", Map.of("by", "maria"),
                        "policy", Map.of("unquiesced", true))));
    }

    /** When each commit on the way began, seconds after the message. */
    private static Map<String, Double> stages(JdbcClient jdbc, int n, double began) {
        Map<String, Double> stages = new LinkedHashMap<>();
        jdbc.sql("""
                        select e.type, extract(epoch from min(e.at)) as at from events e join changes c on c.number = ?
                        where e.stream = 'change:' || c.id or e.plan_id = c.plan_id
                        group by e.type order by min(e.id)
                        """).params("CHG" + n).query(row -> {
            stages.put(row.getString("type"), row.getDouble("at") - began);
        });
        return stages;
    }

    /** Seconds of each round trip. */
    private static List<Double> bare(int port, String user) throws Exception {
        Path script = Files.writeString(Files.createTempFile("bare", ".py"), BARE);
        Process peer = new ProcessBuilder(
                        "/usr/bin/python3",
                        script.toString(),
                        "amqp://127.0.0.1:" + port,
                        user,
                        Person.PASSWORD,
                        String.valueOf(WARM + TIMES))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (var lines = new BufferedReader(new InputStreamReader(peer.getInputStream()))) {
            return lines.lines().map(Double::parseDouble).skip(WARM).toList();
        } finally {
            peer.destroy();
        }
    }

    /**
     * What the run does now is not this message's: it is cancelled, its turn is over before it can record anything, and the next
     * message waits until nobody holds a turn and the device is asked nothing any more.
     */
    private static void idle(JdbcClient jdbc, Device device) {
        jdbc.sql("update update_plans set state = 'cancelled', turn = turn + 1"
                        + " where state in ('scheduled', 'running')")
                .update();
        jdbc.sql("update host_runs set state = 'cancelled', ended_at = now(), turn = turn + 1 where ended_at is null")
                .update();
        int[] before = {asked(device)};
        await().atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(100))
                .pollDelay(Duration.ofMillis(100))
                .until(() -> {
                    int now = asked(device);
                    boolean still = now == before[0];
                    before[0] = now;
                    return still
                            && jdbc.sql("select not exists (select 1 from host_runs where lease_until > now()"
                                            + " and ended_at is null)")
                                    .query(Boolean.class)
                                    .single();
                });
    }

    /** What the device itself says that it was asked. */
    private static int asked(Device device) {
        return device.tally().reads() + device.tally().logins();
    }

    private static double now() {
        return System.currentTimeMillis() / 1000.0;
    }

    private static double at(List<Double> seconds, double share) {
        List<Double> sorted = seconds.stream().sorted().toList();
        return sorted.get((int) Math.min(sorted.size() - 1, Math.ceil(share * sorted.size()) - 1));
    }
}
