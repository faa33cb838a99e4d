package io.farrier.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.farrier.HubTest;
import io.farrier.bell.Ring;
import io.farrier.fleet.Sweep;
import io.farrier.fleet.Sweeps;
import io.farrier.health.Checkup;
import io.farrier.health.Checkups;
import io.farrier.hub.Headers;
import io.farrier.lab.Lab;
import io.farrier.lab.LabOptions;
import io.farrier.transport.Ask;
import io.farrier.transport.Bmc;
import io.farrier.transport.Outcome;
import io.farrier.transport.Word;
import io.farrier.vault.Profile.Draft;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import org.apache.camel.ProducerTemplate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Five hundred lab hosts at 127.20.70.1 and on, and a credential with another password: {@code mvn -q verify -Pfaults}. What the
 * devices saw is asked of the lab, which knows nothing of the hub.
 */
@HubTest
@Tag("faults")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WrongPasswordTest {

    private static final int SIZE = 500;
    private static final int PORT = 8443;
    private static final List<String> TRANSPORTS = List.of("redfish", "wsman", "racadm", "ssh", "ipmi");
    private static final Duration LONG = Duration.ofMinutes(10);

    @Autowired
    Sweeps sweeps;

    @Autowired
    Checkups checkups;

    @Autowired
    Credentials credentials;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    ProducerTemplate camel;

    @TempDir
    static Path folder;

    private Lab lab;
    private Path secret;

    @BeforeAll
    void fleet() throws IOException {
        lab = new Lab(LabOptions.read(
                        new String[] {
                            "--size=" + SIZE,
                            "--chassis=0",
                            "--seed=70",
                            "--speed=" + HubTest.SPEED,
                            "--first-address=127.20.70.1",
                            "--site-address=127.21.70.1"
                        },
                        new Properties()))
                .start();
        secret = Files.createFile(
                folder.resolve("password"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    }

    private void credentials(String password) throws IOException {
        Files.writeString(secret, password);
        for (int third : List.of(70, 71)) {
            String network = "127.20.%d.0/24".formatted(third);
            credentials.put(
                    new Draft("wrong-password-" + third, lab.settings().user(), "file:" + secret, null, network, 0),
                    "test");
        }
    }

    @AfterAll
    void end() {
        lab.close();
        jdbc.sql("delete from credentials where name like 'wrong-password-%'").update();
        jdbc.sql("delete from hosts where mgmt_ip << '127.20.70.0/24' or mgmt_ip << '127.20.71.0/24'")
                .update();
    }

    @Test
    void each_of_five_hundred_hosts_sees_one_failed_login_whoever_asks_and_by_whatever_transport() throws IOException {
        credentials("not what they take");
        Map<String, Integer> before = byDevice();
        Sweep found = ended(sweep());
        assertThat(found.servers()).isEqualTo(SIZE);
        assertThat(found.inventoried()).isZero();
        assertThat(since(before)).as("a sweep").isEqualTo(Map.of(1, SIZE));

        List<Bmc> bmcs = bmcs();
        Sweep again = sweep();
        Checkup checkup = checkup(bmcs);
        List<Outcome> outcomes = askedAtOnce(bmcs);
        ended(again);
        ended(checkup);
        assertThat(outcomes).hasSize(SIZE * TRANSPORTS.size()).noneMatch(Outcome::done);
        assertThat(since(before))
                .as("another sweep, a checkup of every way and five transports side by side")
                .isEqualTo(Map.of(1, SIZE));

        credentials(lab.settings().password());
        assertThat(ended(sweep()).inventoried())
                .as("corrected, it is tried at once")
                .isEqualTo(SIZE);
        assertThat(since(before)).isEqualTo(Map.of(1, SIZE));
    }

    /** None has been tried before: it is the claim that holds them back, not what somebody else found out. */
    @Test
    void a_new_wrong_version_is_refused_once_though_everybody_begins_with_it_in_one_instant() throws IOException {
        ended(sweep());
        credentials("another that they do not take");
        Map<String, Integer> before = byDevice();
        List<Bmc> bmcs = bmcs();
        Sweep sweep = sweep();
        Checkup checkup = checkup(bmcs);
        List<Outcome> outcomes = askedAtOnce(bmcs);
        ended(sweep);
        ended(checkup);
        assertThat(outcomes).noneMatch(Outcome::done);
        assertThat(outcomes.stream().filter(outcome -> outcome.word() == Word.CREDENTIALS))
                .hasSizeGreaterThan(SIZE);
        assertThat(since(before)).isEqualTo(Map.of(1, SIZE));
    }

    private List<Outcome> askedAtOnce(List<Bmc> bmcs) {
        List<CompletableFuture<Outcome>> asked = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(64)) {
            for (Bmc bmc : bmcs) {
                for (String transport : TRANSPORTS) {
                    asked.add(CompletableFuture.supplyAsync(
                            () -> camel.requestBodyAndHeader(
                                    "direct:transport.attempt",
                                    new Ask.ReadPower(bmc),
                                    Headers.TRANSPORT,
                                    transport,
                                    Outcome.class),
                            threads));
                }
            }
        }
        return asked.stream().map(CompletableFuture::join).toList();
    }

    private List<Bmc> bmcs() {
        return jdbc.sql("select id, host(mgmt_ip) as address from hosts"
                        + " where mgmt_ip << '127.20.70.0/24' or mgmt_ip << '127.20.71.0/24' order by id")
                .query((row, n) -> new Bmc(row.getLong("id"), row.getString("address"), PORT))
                .list();
    }

    private Sweep sweep() {
        Sweep asked = sweeps.request(List.of("127.20.70.1-127.20.71.246"), List.of(), "anna");
        ring(sweeps.bell(asked));
        return asked;
    }

    private Checkup checkup(List<Bmc> bmcs) {
        Checkup asked = checkups.request(bmcs.stream().map(Bmc::hostId).toList(), "anna");
        ring(checkups.bell(asked));
        return asked;
    }

    private void ring(Ring ring) {
        camel.sendBody("jms:" + ring.queue(), ring.text());
    }

    private Sweep ended(Sweep sweep) {
        await().atMost(LONG).until(() -> !sweeps.byId(sweep.id()).state().equals("running"));
        return sweeps.byId(sweep.id());
    }

    private void ended(Checkup checkup) {
        await().atMost(LONG).until(() -> !checkups.byId(checkup.id()).state().equals("running"));
    }

    /** How many devices saw how many failed logins since then. */
    private Map<Integer, Integer> since(Map<String, Integer> before) {
        return byDevice().entrySet().stream()
                .collect(Collectors.toMap(
                        device -> device.getValue() - before.get(device.getKey()), device -> 1, Integer::sum));
    }

    private Map<String, Integer> byDevice() {
        return lab.devices().stream()
                .collect(Collectors.toMap(
                        device -> device.address(),
                        device -> device.with(() -> device.tally().failedLogins())));
    }
}
