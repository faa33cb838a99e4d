package io.farrier.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.farrier.HubTest;
import io.farrier.hub.Headers;
import io.farrier.lab.device.Device;
import io.farrier.lab.device.Fault;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import org.apache.camel.ProducerTemplate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What SSH has that HTTPS has not: host keys, devices of old, a port that others may have taken. */
@HubTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SshTest {

    private static final Duration SOON = Duration.ofSeconds(30);
    private static final int PORT = 2222;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    ProducerTemplate camel;

    @Autowired
    Pins pins;

    LabFleet fleet;

    @BeforeAll
    void lab() throws IOException {
        fleet = LabFleet.start(jdbc, 63, 6, "--speed=1200");
    }

    @AfterAll
    void end() {
        fleet.close();
    }

    private Device device(int n) {
        return fleet.lab().devices().get(n);
    }

    private Outcome ask(Ask ask, String transport) {
        return camel.requestBodyAndHeader("direct:transport.attempt", ask, Headers.TRANSPORT, transport, Outcome.class);
    }

    private Outcome power(int n) {
        return ask(new Ask.ReadPower(fleet.bmc(n)), "ssh");
    }

    @Test
    void another_host_key_is_refused_until_an_operator_accepts_it_and_https_goes_on() {
        assertThat(power(0).done()).isTrue();
        device(0).fault(Fault.SSH_KEY_CHANGES, true, null);
        assertThat(ask(new Ask.ResetBmc(fleet.bmc(0)), "ssh").done()).isTrue();
        Outcome refused =
                await().atMost(SOON).until(() -> power(0), outcome -> "host-key-changed".equals(outcome.messageId()));
        assertThat(refused.word()).isEqualTo(Word.HUMAN);
        assertThat(refused.sentence()).contains("SSH host key", "re-pin").doesNotContain("Exception");
        assertThat(device(0).tally().failedLogins())
                .as("no password went to a stranger")
                .isZero();
        await().atMost(SOON)
                .until(() -> ask(new Ask.ReadPower(fleet.bmc(0)), "racadm").done());
        long told = jdbc.sql("select count(*) from events where stream = ? and type = 'host.certificate.changed'")
                .param("host:" + fleet.bmc(0).hostId())
                .query(Long.class)
                .single();
        assertThat(told).isEqualTo(1);

        assertThat(pins.rePin(List.of(fleet.bmc(0).hostId()), "anna")).isEqualTo(1);
        assertThat(power(0).done()).isTrue();
    }

    @Test
    void a_device_of_old_is_met_with_what_it_has_and_its_host_key_is_pinned_too() {
        device(1).fault(Fault.SSH_OLD, true, null);
        await().atMost(SOON).until(() -> power(1).done());
        assertThat(jdbc.sql("select count(*) from bmc_pins where mgmt_ip = ?::inet and mgmt_port = ?")
                        .params(fleet.bmc(1).address(), PORT)
                        .query(Long.class)
                        .single())
                .isEqualTo(1);
    }

    @Test
    void a_port_where_nobody_speaks_ssh_is_said_to_be_one() throws IOException {
        device(2).fault(Fault.SSH_DEAD, true, null);
        await().atMost(SOON).until(() -> power(2).messageId(), "refused"::equals);
        Bmc bmc = fleet.bmc(2);
        try (ServerSocket silent = new ServerSocket(PORT, 5, InetAddress.getByName(bmc.address()))) {
            assertThat(silent.isBound()).isTrue();
            Outcome outcome = power(2);
            assertThat(outcome.messageId()).as(outcome.sentence()).isEqualTo("login-lost");
            assertThat(outcome.word()).isEqualTo(Word.WAIT);
            // One after the other: a BMC is logged in to by one at a time, and each waits as long as an answer may
            // take.
            assertThat(ask(new Ask.Reset(bmc, ResetKind.FORCE_RESTART), "ssh").word())
                    .as("without a session nothing was ordered")
                    .isEqualTo(Word.WAIT);
        }
    }

    @Test
    void a_login_that_is_refused_while_the_bmc_restarts_is_forgiven_where_a_run_says_so() {
        device(3).fault(Fault.WRONG_PASSWORD, true, null);
        Ask ask = new Ask.ReadPower(fleet.bmc(3));
        for (int i = 0; i < 2; i++) {
            Outcome outcome = camel.request("direct:transport.attempt", exchange -> {
                        exchange.setProperty(Forgiveness.PROPERTY, true);
                        exchange.getMessage().setHeader(Headers.TRANSPORT, "ssh");
                        exchange.getMessage().setBody(ask);
                    })
                    .getMessage()
                    .getBody(Outcome.class);
            assertThat(outcome.messageId()).isEqualTo("login-refused");
        }
        device(3).fault(Fault.WRONG_PASSWORD, false, null);
        assertThat(power(3).done()).as("no hour's rest has begun").isTrue();
    }
}
