package io.farrier.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.farrier.HubTest;
import io.farrier.bell.Bell;
import io.farrier.bell.Kind;
import io.farrier.bell.Turn;
import io.farrier.bell.TurnLost;
import io.farrier.bell.Turns;
import io.farrier.hub.Refused;
import io.farrier.lab.Lab;
import io.farrier.lab.LabOptions;
import io.farrier.lab.device.Device;
import io.farrier.lab.device.Fault;
import io.farrier.ledger.Event;
import io.farrier.ledger.Ledger;
import io.farrier.vault.Credentials;
import io.farrier.vault.Profile;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import org.apache.camel.ProducerTemplate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Servers at 127.20.41.1 to .5 and a chassis at .6. The first three have a credential; .4 and .5 belong to one test each,
 * since the hub keeps a session once it has one.
 */
@HubTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SweepTest {

    private static final int PORT = 8443;

    @Autowired
    Sweeps sweeps;

    @Autowired
    Hosts hosts;

    @Autowired
    Findings findings;

    @Autowired
    Credentials credentials;

    @Autowired
    Turns turns;

    @Autowired
    Ledger ledger;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    ProducerTemplate camel;

    @TempDir
    static Path folder;

    Lab lab;
    String vaultPath;

    @BeforeAll
    void lab() throws IOException {
        String[] options = {
            "--size=5", "--chassis=1", "--speed=600", "--first-address=127.20.41.1", "--site-address=127.21.41.1"
        };
        lab = new Lab(LabOptions.read(options, new Properties())).start();
        Path secret = Files.createFile(
                folder.resolve("password"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(secret, lab.settings().password());
        vaultPath = "file:" + secret;
        credential("sweep-test", null, "127.20.41.0/30");
    }

    private void credential(String name, Long host, String network) {
        credentials.put(new Profile.Draft(name, lab.settings().user(), vaultPath, host, network, 0), "test");
    }

    @AfterAll
    void end() {
        lab.close();
        jdbc.sql("delete from credentials where name like 'sweep-test%'").update();
    }

    @BeforeEach
    void forget() {
        jdbc.sql("delete from hosts where mgmt_ip << '127.20.41.0/24'").update();
        jdbc.sql("delete from bmc_pins where mgmt_ip << '127.20.41.0/24'").update();
    }

    @Test
    void whoever_answers_is_recorded_as_what_it_is() {
        Sweep sweep = swept(List.of("127.20.41.0/29"), List.of("127.20.41.4-127.20.41.5"));
        assertThat(sweep.state()).isEqualTo("completed");
        assertThat(List.of(
                        sweep.total(),
                        sweep.next(),
                        sweep.answered(),
                        sweep.servers(),
                        sweep.inventoried(),
                        sweep.unclear()))
                .containsExactly(6, 6, 4, 3, 3, 0);
        for (int n = 1; n <= 3; n++) {
            Host host = host(n);
            assertThat(host.kind()).isEqualTo("server");
            assertThat(host.serviceTag())
                    .isEqualTo(lab.device(host.address()).plate().tag().tag());
            assertThat(host.generation()).matches("\\d\\dG");
            assertThat(host.model()).startsWith("PowerEdge");
            assertThat(host.inventoryAt()).isNotNull();
            assertThat(host.lastProblem()).isNull();
            assertThat(hosts.components(host.id())).extracting(Component::fqdd).contains("BIOS.Setup.1-1");
            assertThat(events(host)).containsExactly("host.found");
        }
        assertThat(host(6).kind()).isEqualTo("chassis");
        assertThat(events(host(6))).containsExactly("host.found");
        assertThat(hosts.at("127.20.41.7", PORT))
                .as("nothing is there, so nothing is recorded")
                .isEmpty();
        assertThat(stories(sweep)).containsExactly("sweep.started", "sweep.completed");
        assertThat(ledger.stream("sweep:" + sweep.id()).getLast().sentence())
                .contains("4 answered at 6 addresses", "3 are servers", "3 inventories were read");
    }

    @Test
    void what_is_known_already_is_no_news() {
        List<String> targets = List.of("127.20.41.1-127.20.41.3", "127.20.41.6");
        swept(targets, List.of());
        Host before = host(1);
        Sweep again = swept(targets, List.of());
        assertThat(again.inventoried()).isEqualTo(3);
        assertThat(events(host(1))).containsExactly("host.found");
        assertThat(events(host(6))).containsExactly("host.found");
        assertThat(host(1).id()).isEqualTo(before.id());
        assertThat(host(1).inventoryAt()).isAfter(before.inventoryAt());
    }

    @Test
    void an_excluded_address_is_not_knocked_at() {
        Sweep sweep = swept(List.of("127.20.41.1-127.20.41.3"), List.of("127.20.41.2"));
        assertThat(sweep.total()).isEqualTo(2);
        assertThat(sweep.servers()).isEqualTo(2);
        assertThat(hosts.at("127.20.41.2", PORT)).isEmpty();
    }

    @Test
    void many_addresses_are_many_turns_and_each_is_told() {
        Sweep sweep = swept(List.of("127.20.41.0/24", "127.20.42.0/30"), List.of("127.20.41.4-127.20.41.7"));
        assertThat(sweep.total()).isEqualTo(256);
        assertThat(sweep.servers()).isEqualTo(3);
        assertThat(stories(sweep))
                .containsExactly(
                        "sweep.started", "sweep.progress", "sweep.progress", "sweep.progress", "sweep.completed");
        assertThat(turnsTaken(sweep)).isEqualTo(4);
    }

    @Test
    void without_a_credential_a_server_is_known_and_says_what_it_lacks() {
        Sweep sweep = swept(List.of("127.20.41.3-127.20.41.4"), List.of());
        assertThat(sweep.servers()).isEqualTo(2);
        assertThat(sweep.inventoried()).isEqualTo(1);
        assertThat(host(4).serviceTag()).isNotBlank();
        assertThat(host(4).lastProblem()).contains("No credential covers", "add one");
        assertThat(host(4).model()).as("nothing is made up").isNull();
        assertThat(events(host(4))).containsExactly("host.found");
        assertThat(told(host(4))).contains("No credential covers");
        credential("sweep-test own", host(4).id(), null);
        swept(List.of("127.20.41.4"), List.of());
        assertThat(host(4).lastProblem()).isNull();
        assertThat(host(4).inventoryAt()).isNotNull();
        assertThat(told(host(4))).contains(host(4).label(), "components");
    }

    @Test
    void a_known_host_that_no_longer_answers_is_remarked_once_and_kept() {
        long gone = known("127.20.41.9", "GONE001");
        jdbc.sql("update hosts set inventory_at = now() where id = ?")
                .params(gone)
                .update();
        swept(List.of("127.20.41.9"), List.of());
        assertThat(hosts.byId(gone).orElseThrow().lastProblem()).contains("127.20.41.9", "refused the connection");
        swept(List.of("127.20.41.9"), List.of());
        assertThat(events(hosts.byId(gone).orElseThrow())).containsExactly("host.problem");
    }

    @Test
    void a_server_of_which_only_ipmi_answers_stays_what_it_is_and_a_stranger_is_of_unknown_kind() {
        swept(List.of("127.20.41.1"), List.of());
        Host before = host(1);
        Device device = lab.device("127.20.41.1");
        List<Fault> dead = List.of(Fault.REDFISH_DEAD, Fault.WSMAN_DEAD, Fault.RACADM_DEAD, Fault.SSH_DEAD);
        try {
            dead.forEach(fault -> device.fault(fault, true, null));
            swept(List.of("127.20.41.1"), List.of());
            assertThat(host(1).kind()).isEqualTo("server");
            assertThat(host(1).product()).isEqualTo(before.product());
            assertThat(host(1).lastProblem())
                    .as("its inventory can't be read that way")
                    .isNotNull();

            forget();
            swept(List.of("127.20.41.1"), List.of());
            assertThat(host(1).kind()).isEqualTo("unknown");
            assertThat(stories(host(1)).getFirst().sentence()).contains("answers IPMI");
        } finally {
            dead.forEach(fault -> device.fault(fault, false, null));
        }
        swept(List.of("127.20.41.1"), List.of());
        assertThat(host(1).kind()).isEqualTo("server");
    }

    @Test
    void where_another_machine_answers_nothing_of_the_former_is_kept() {
        long id = known("127.20.41.5", "FORMER1");
        jdbc.sql("update hosts set model = 'PowerEdge R640', generation = '14G', inventory_at = now() where id = ?")
                .params(id)
                .update();
        jdbc.sql("insert into components (host_id, fqdd, inventory_id, name, version)"
                        + " values (?, 'RAID.Slot.9-1', '9__RAID.Slot.9-1', 'Old card', '1.0')")
                .params(id)
                .update();
        swept(List.of("127.20.41.5"), List.of());
        assertThat(host(5).id()).isEqualTo(id);
        assertThat(host(5).serviceTag())
                .isEqualTo(lab.device("127.20.41.5").plate().tag().tag());
        assertThat(host(5).model()).as("also where the new one can't be read").isNull();
        assertThat(host(5).inventoryAt()).isNull();
        assertThat(hosts.components(id)).isEmpty();
        assertThat(stories(host(5)).getFirst().sentence()).contains("FORMER1", host(5).serviceTag());
        credential("sweep-test five", null, "127.20.41.5/32");
        swept(List.of("127.20.41.5"), List.of());
        assertThat(hosts.components(id))
                .extracting(Component::fqdd)
                .doesNotContain("RAID.Slot.9-1")
                .isNotEmpty();
        assertThat(events(host(5))).containsExactly("host.moved", "host.found", "host.found");
    }

    @Test
    void a_machine_that_turns_up_at_a_second_address_is_remarked() {
        known("127.20.41.99", lab.device("127.20.41.2").plate().tag().tag());
        swept(List.of("127.20.41.2"), List.of());
        assertThat(events(host(2))).containsExactly("host.known-elsewhere", "host.found");
        assertThat(stories(host(2)).getFirst().sentence()).contains("127.20.41.99");
    }

    @Test
    void something_that_does_not_say_what_it_is_is_told_of_and_not_recorded() throws IOException {
        try (ServerSocket rude = new ServerSocket(PORT, 5, InetAddress.getByName("127.20.41.77"))) {
            Thread.ofVirtual().start(() -> hangUp(rude));
            Sweep sweep = swept(List.of("127.20.41.76-127.20.41.78"), List.of());
            assertThat(sweep.answered()).isZero();
            assertThat(sweep.unclear()).isEqualTo(1);
            assertThat(hosts.at("127.20.41.77", PORT)).isEmpty();
            assertThat(stories(sweep)).containsExactly("sweep.started", "sweep.unclear", "sweep.completed");
            assertThat(ledger.stream("sweep:" + sweep.id()).get(1).sentence()).contains("127.20.41.77:8443");
        }
    }

    @Test
    void something_that_was_too_busy_at_first_is_looked_at_once_more() throws IOException {
        try (ServerSocket busy = new ServerSocket(PORT, 50, InetAddress.getByName("127.20.41.79"))) {
            Thread.ofVirtual().start(() -> busyAtFirst(busy, "127.20.41.2"));
            Sweep sweep = swept(List.of("127.20.41.79"), List.of());
            assertThat(List.of(sweep.answered(), sweep.servers(), sweep.unclear()))
                    .containsExactly(1, 1, 0);
        } finally {
            jdbc.sql("delete from hosts where mgmt_ip = '127.20.41.79'").update();
        }
    }

    /** Hangs up on whoever comes first, and hands all others on to a BMC. */
    private static void busyAtFirst(ServerSocket door, String bmc) {
        try {
            door.accept().close();
            while (true) {
                Socket from = door.accept();
                Socket to = new Socket(bmc, PORT);
                Thread.ofVirtual().start(() -> pipe(from, to));
                Thread.ofVirtual().start(() -> pipe(to, from));
            }
        } catch (IOException e) {
            // The test is over.
        }
    }

    private static void pipe(Socket from, Socket to) {
        try (from;
                to) {
            from.getInputStream().transferTo(to.getOutputStream());
        } catch (IOException e) {
            // One of them has hung up.
        }
    }

    @Test
    void a_sweep_whose_bell_is_lost_and_whose_hub_died_goes_on_where_it_was() {
        Sweep asked = sweeps.request(List.of("127.20.41.1-127.20.41.3"), List.of(), "anna");
        jdbc.sql(
                        "update sweeps set next = 2, answered = 2, servers = 2, turn = 1, worker = 'dead/1',"
                                + " lease_until = now() - interval '1 second', due_at = now() - interval '1 minute' where id = ?")
                .params(asked.id())
                .update();
        Sweep ended = ended(asked.id());
        assertThat(ended.state()).isEqualTo("completed");
        assertThat(ended.servers()).isEqualTo(3);
        assertThat(hosts.at("127.20.41.1", PORT))
                .as("was done before the hub died")
                .isEmpty();
        assertThat(hosts.at("127.20.41.3", PORT)).isPresent();
    }

    @Test
    void a_bell_that_rings_late_or_twice_does_nothing() {
        Sweep sweep = swept(List.of("127.20.41.9"), List.of());
        ring(sweep.id(), 0);
        ring(sweep.id(), 1);
        Sweep other = swept(List.of("127.20.41.10"), List.of());
        assertThat(other.state()).isEqualTo("completed");
        assertThat(turnsTaken(sweep)).isEqualTo(1);
        assertThat(stories(sweep)).containsExactly("sweep.started", "sweep.completed");
    }

    @Test
    void a_cancelled_sweep_stays_cancelled_also_when_its_last_batch_comes_in() {
        Sweep asked = sweeps.request(List.of("127.20.41.9"), List.of(), "anna");
        Turn turn = turns.claim(Kind.SWEEP, new Bell(asked.id(), 0), "test/1", Duration.ofMinutes(1))
                .orElseThrow();
        Sweep cancelled = sweeps.cancel(asked.id(), "bert");
        Sweep after = sweeps.advanced(turn, new Sweep.Batch(1, 0, 0, 0, List.of()));
        assertThat(after.state()).isEqualTo("cancelled");
        assertThat(after.endedAt()).isEqualTo(cancelled.endedAt());
        assertThat(stories(asked)).containsExactly("sweep.started", "sweep.cancelled");
        assertThatThrownBy(() -> sweeps.cancel(asked.id(), "bert"))
                .isInstanceOf(Refused.class)
                .hasMessageContaining("cancelled already");
        ring(asked.id(), turn.turn());
        swept(List.of("127.20.41.10"), List.of());
        assertThat(sweeps.byId(asked.id()).state()).isEqualTo("cancelled");
    }

    @Test
    void a_batch_whose_turn_was_lost_is_not_counted() {
        Sweep asked = sweeps.request(List.of("127.20.41.9"), List.of(), "anna");
        Turn turn = turns.claim(Kind.SWEEP, new Bell(asked.id(), 0), "test/1", Duration.ofMinutes(1))
                .orElseThrow();
        Turn lost = new Turn(turn.kind(), turn.id(), turn.turn(), "test/2", turn.now(), 0, 0);
        assertThatThrownBy(() -> sweeps.advanced(lost, new Sweep.Batch(1, 1, 1, 1, List.of())))
                .isInstanceOf(TurnLost.class);
        assertThat(sweeps.byId(asked.id()).next()).isZero();
        sweeps.cancel(asked.id(), "anna");
    }

    @Test
    void a_sweep_that_stumbles_is_tried_again_and_given_up_the_fifth_time() {
        Sweep broken = sweeps.request(List.of("127.20.41.9"), List.of(), "anna");
        jdbc.sql("update sweeps set total = 10, next = 5 where id = ?")
                .params(broken.id())
                .update();
        camel.sendBody("jms:fleet.sweep", sweeps.bell(broken).text());
        Sweep ended = ended(broken.id());
        assertThat(ended.state()).isEqualTo("failed");
        assertThat(ended.reason()).contains("5 attempts failed");
        assertThat(stories(ended))
                .containsExactly(
                        "sweep.started",
                        "sweep.stumbled",
                        "sweep.stumbled",
                        "sweep.stumbled",
                        "sweep.stumbled",
                        "sweep.failed");
    }

    @Test
    void a_sweep_that_is_no_longer_allowed_ends_at_once_and_says_which_property_forbids_it() {
        Sweep asked = sweeps.request(List.of("127.20.41.9"), List.of(), "anna");
        jdbc.sql("update sweeps set targets = '[\"8.8.8.8\"]' where id = ?")
                .params(asked.id())
                .update();
        camel.sendBody("jms:fleet.sweep", sweeps.bell(asked).text());
        Sweep ended = ended(asked.id());
        assertThat(ended.state()).isEqualTo("failed");
        assertThat(ended.reason()).contains("8.8.8.8", "farrier.sweep.allowed");
        assertThat(turnsTaken(ended)).isEqualTo(1);
    }

    @Test
    void bad_targets_are_refused_whole_and_nothing_is_stored() {
        int before =
                jdbc.sql("select count(*) from sweeps").query(Integer.class).single();
        for (List<String> bad : List.of(
                List.of("10.0.0.0/8"),
                List.of("8.8.8.8"),
                List.of("10.0.0.1", "10.0.0.0/24"),
                List.of("nonsense"),
                List.<String>of())) {
            assertThatThrownBy(() -> sweeps.request(bad, List.of(), "anna")).isInstanceOf(Refused.class);
        }
        assertThat(jdbc.sql("select count(*) from sweeps").query(Integer.class).single())
                .isEqualTo(before);
        assertThatThrownBy(() -> sweeps.byId(-1)).isInstanceOf(Refused.class).hasMessageContaining("no sweep");
    }

    private Sweep swept(List<String> targets, List<String> excluded) {
        Sweep asked = sweeps.request(targets, excluded, "anna");
        camel.sendBody("jms:" + sweeps.bell(asked).queue(), sweeps.bell(asked).text());
        return ended(asked.id());
    }

    private Sweep ended(long id) {
        await().atMost(Duration.ofSeconds(30)).until(() -> !sweeps.byId(id).running());
        return sweeps.byId(id);
    }

    private void ring(long id, long turn) {
        camel.sendBody("jms:fleet.sweep", "{\"id\":%d,\"turn\":%d}".formatted(id, turn));
    }

    private long known(String address, String tag) {
        return jdbc.sql("insert into hosts (mgmt_ip, mgmt_port, mgmt_kind, service_tag)"
                        + " values (?::inet, ?, 'server', ?) returning id")
                .params(address, PORT, tag)
                .query(Long.class)
                .single();
    }

    private Host host(int n) {
        return hosts.at("127.20.41." + n, PORT).orElseThrow();
    }

    private List<String> events(Host host) {
        return stories(host).stream().map(Event::type).toList();
    }

    private String told(Host host) {
        return stories(host).getLast().sentence();
    }

    /** What was told of the host itself, and not of its compliance, which the clock may look at meanwhile. */
    private List<Event> stories(Host host) {
        return ledger.stream("host:" + host.id()).stream()
                .filter(event -> event.type().startsWith("host."))
                .toList();
    }

    private List<String> stories(Sweep sweep) {
        return ledger.stream("sweep:" + sweep.id()).stream().map(Event::type).toList();
    }

    private long turnsTaken(Sweep sweep) {
        return jdbc.sql("select turn from sweeps where id = ?")
                .params(sweep.id())
                .query(Long.class)
                .single();
    }

    private static void hangUp(ServerSocket server) {
        while (!server.isClosed()) {
            try (Socket visitor = server.accept()) {
                visitor.getOutputStream().write("SSH-2.0-rude\r\n".getBytes());
            } catch (IOException e) {
                // The test is over.
            }
        }
    }
}
