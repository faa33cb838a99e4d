package io.farrier.quiesce;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.farrier.HubTest;
import io.farrier.desk.Desk;
import io.farrier.desk.RouteSet;
import io.farrier.desk.Verdict;
import io.farrier.hub.Halts;
import io.farrier.run.Rollout;
import io.farrier.transport.LabFleet;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.camel.ProducerTemplate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;

/** A kind that nobody knew before, as a team would add it: one file, and a server of theirs that knows what runs where. */
@HubTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class QuiesceTest {

    private static final String STEP = """
            - route:
                id: quiesce.paper.%1$s
                description: Asks the office
                from:
                  uri: direct
                  parameters:
                    name: quiesce.paper.%1$s
                  steps:
                    - setBody:
                        id: quiesce.paper.%1$s.which
                        simple: '{"hostId": ${body.hostId}}'
                    - removeHeaders:
                        id: quiesce.paper.%1$s.bare
                        pattern: "*"
                    - to:
                        id: quiesce.paper.%1$s.ask
                        uri: http
                        parameters:
                          httpUri: "127.0.0.1:%2$d/%1$s"
            """;

    @Autowired
    ApplicationContext hub;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    Desk desk;

    private final ObjectMapper json = new ObjectMapper();
    private final Map<Long, String> postures = new ConcurrentHashMap<>();
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private HttpServer office;
    private RouteSet shipped;
    private LabFleet fleet;
    private Rollout rollout;
    private long neverStill;

    @BeforeAll
    void begin() throws IOException {
        office = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        office.createContext("/", this::answer);
        office.start();
        shipped = desk.running();
        Map<String, String> files = new TreeMap<>(shipped.files());
        files.put(
                "routes/quiesce/paper.camel.yaml",
                String.join(
                        "\n",
                        List.of("drain", "ready", "restore").stream()
                                .map(step ->
                                        STEP.formatted(step, office.getAddress().getPort()))
                                .toList()));
        assertThat(desk.apply(new RouteSet(files), "test")).isInstanceOf(Verdict.Accepted.class);
        rollout = Rollout.in(hub);
        fleet = LabFleet.start(jdbc, 54, 3, "--speed=" + HubTest.BRISK, "--behind=bios");
        rollout.learn(fleet);
        fleet.bmcs().forEach(bmc -> jdbc.sql("update hosts set tags = '{\"quiesce\": \"paper\"}' where id = ?")
                .params(bmc.hostId())
                .update());
        // It takes its time: the others go on meanwhile.
        neverStill = rollout.start(List.of(fleet.bmc(1).hostId()));
    }

    @AfterAll
    void end() {
        fleet.close();
        office.stop(0);
        assertThat(desk.apply(shipped, "test")).isInstanceOf(Verdict.Accepted.class);
    }

    /** An office that takes its time, once, and never lets host 1 of the lab go. */
    private void answer(HttpExchange exchange) throws IOException {
        JsonNode question = json.readTree(exchange.getRequestBody());
        String step = exchange.getRequestURI().getPath().substring(1);
        long host = question.path("hostId").asLong();
        asked.add(step + " " + host);
        String before = postures.getOrDefault(host, "working");
        boolean never = host == fleet.bmc(1).hostId();
        String now =
                switch (step) {
                    case "drain" -> "moving";
                    case "restore" -> "working";
                    default -> before.equals("moving") && !never ? "still" : before;
                };
        postures.put(host, now);
        byte[] answer = json.writeValueAsBytes(Map.of(
                "posture",
                now,
                "ours",
                !now.equals("working"),
                "why",
                "the office says " + now,
                "memo",
                Map.of("slip", "7")));
        exchange.sendResponseHeaders(200, answer.length);
        exchange.getResponseBody().write(answer);
        exchange.close();
    }

    private List<String> asked(int n) {
        return asked.stream()
                .filter(line -> line.endsWith(" " + fleet.bmc(n).hostId()))
                .map(line -> line.substring(0, line.indexOf(' ')))
                .toList();
    }

    @Test
    void a_host_is_drained_before_anything_is_done_to_it_and_taken_back_when_it_is_proved() {
        long host = fleet.bmc(0).hostId();
        long plan = rollout.start(List.of(host));
        Rollout.Ending ending = rollout.endings(plan, 1, Duration.ofMinutes(2)).get(host);
        String story = rollout.story(ending);
        assertThat(ending.state()).as(story).isEqualTo("succeeded");
        assertThat(postures).containsEntry(host, "working");
        assertThat(asked(0))
                .startsWith("ready", "drain", "ready")
                .endsWith("restore")
                .containsOnlyOnce("drain");
        assertThat(story.indexOf("stands still")).isBetween(0, story.indexOf("is about to be given BIOS"));
        assertThat(story.indexOf("holds what was promised")).isBetween(0, story.indexOf("is to be taken back"));
    }

    @Test
    void where_the_drain_takes_too_long_nothing_is_submitted_and_the_host_is_taken_back() {
        long host = fleet.bmc(1).hostId();
        Rollout.Ending ending =
                rollout.endings(neverStill, 1, Duration.ofMinutes(3)).get(host);
        String story = rollout.story(ending);
        assertThat(ending.state()).as(story).isEqualTo("failed");
        assertThat(ending.reason()).contains("does not stand still").contains("the office says moving");
        assertThat(story).doesNotContain("is about to be given");
        assertThat(postures).containsEntry(host, "working");
    }

    @Test
    void a_kind_that_no_file_is_there_for_is_refused_by_name_and_nothing_is_done() {
        long host = fleet.bmc(2).hostId();
        jdbc.sql("update hosts set tags = '{\"quiesce\": \"papyrus\"}' where id = ?")
                .params(host)
                .update();
        long plan = rollout.start(List.of(host));
        Rollout.Ending ending = rollout.endings(plan, 1, Duration.ofMinutes(2)).get(host);
        assertThat(ending.state()).isEqualTo("failed");
        assertThat(ending.reason()).contains("of the kind papyrus").contains("paper");
        assertThat(asked(2)).isEmpty();
    }

    @Test
    void nobody_is_drained_while_the_world_is_halted_but_who_is_out_may_come_back() {
        long host = fleet.bmc(2).hostId();
        Halts halts = hub.getBean(Halts.class);
        // A halt would end it otherwise than its test says.
        rollout.endings(neverStill, 1, Duration.ofMinutes(3));
        halts.begin("smoke in row 6", "anna");
        try {
            Stance drained = ask(Standstill.Step.DRAIN, host);
            assertThat(drained.posture()).isEqualTo(Stance.Posture.REFUSED);
            assertThat(drained.why()).contains("halted by anna").contains("smoke in row 6");
            assertThat(asked).doesNotContain("drain " + host);
            assertThat(ask(Standstill.Step.RESTORE, host).posture()).isEqualTo(Stance.Posture.WORKING);
        } finally {
            halts.lift("anna");
        }
        assertThat(ask(Standstill.Step.DRAIN, host).posture()).isEqualTo(Stance.Posture.MOVING);
        asked.removeIf(line -> line.endsWith(" " + host));
    }

    private Stance ask(Standstill.Step step, long host) {
        return hub.getBean(ProducerTemplate.class)
                .requestBody(
                        "direct:quiesce.attempt",
                        new Standstill("paper", step, host, 1, "ABC1234", "R750 ABC1234", Map.of(), null),
                        Stance.class);
    }
}
