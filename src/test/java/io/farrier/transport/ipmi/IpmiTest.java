package io.farrier.transport.ipmi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.farrier.HubTest;
import io.farrier.hub.Headers;
import io.farrier.lab.device.Device;
import io.farrier.lab.device.Fault;
import io.farrier.lab.device.Tally;
import io.farrier.ledger.Ledger;
import io.farrier.transport.Accepted;
import io.farrier.transport.Answer;
import io.farrier.transport.Ask;
import io.farrier.transport.Bmc;
import io.farrier.transport.Identity;
import io.farrier.transport.LabFleet;
import io.farrier.transport.Operation;
import io.farrier.transport.Outcome;
import io.farrier.transport.Power;
import io.farrier.transport.Ranking;
import io.farrier.transport.ResetKind;
import io.farrier.transport.TransportChoice;
import io.farrier.transport.Word;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The IPMI routes, by the real ipmitool, against the lab's iDRACs. */
@HubTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class IpmiTest {

    private static final Duration SOON = Duration.ofSeconds(30);

    @Autowired
    JdbcClient jdbc;

    @Autowired
    ProducerTemplate camel;

    @Autowired
    TransportChoice choice;

    @Autowired
    Ledger ledger;

    @Autowired
    ApplicationContext spring;

    LabFleet fleet;
    private int next;

    @BeforeAll
    void lab() throws IOException {
        fleet = LabFleet.start(jdbc, 62, 20, "--speed=1200");
    }

    @AfterAll
    void end() {
        fleet.close();
    }

    private static void needsIpmitool() {
        boolean there = IpmiProgram.present("ipmitool", System.getenv("PATH"));
        if (!there) {
            System.out.println("SKIPPED: ipmitool is not installed; IPMI's orders are not tested.");
        }
        assumeTrue(there, "ipmitool is not installed");
    }

    private Outcome ask(Ask ask, String transport) {
        return camel.requestBodyAndHeader("direct:transport.attempt", ask, Headers.TRANSPORT, transport, Outcome.class);
    }

    private Outcome ask(Ask ask) {
        return ask(ask, "ipmi");
    }

    private <T extends Answer> T done(Ask ask, Class<T> type) {
        Outcome outcome = ask(ask);
        assertThat(outcome.word()).as(outcome.sentence()).isEqualTo(Word.DONE);
        return outcome.as(type);
    }

    private Device device(int n) {
        return fleet.lab().devices().get(n);
    }

    /** A server that no other test has. */
    private synchronized int server() {
        return next++;
    }

    @Test
    void ipmi_says_that_it_is_there_without_a_login_and_not_whose_it_is() {
        int n = server();
        Identity identity = done(new Ask.Identify(new Bmc(0, fleet.bmc(n).address(), 8443)), Identity.class);
        assertThat(identity.product()).isEqualTo("IPMI");
        assertThat(identity.serviceTag()).isNull();
        assertThat(device(n).tally().failedLogins()).isZero();
    }

    @Test
    void a_host_is_switched_off_and_on_and_its_power_read() {
        needsIpmitool();
        int n = server();
        Bmc bmc = fleet.bmc(n);
        assertThat(done(new Ask.ReadPower(bmc), Power.class).state()).isEqualTo("On");
        done(new Ask.Reset(bmc, ResetKind.GRACEFUL_SHUTDOWN), Accepted.class);
        await().atMost(SOON)
                .until(() -> done(new Ask.ReadPower(bmc), Power.class).state(), "Off"::equals);
        done(new Ask.Reset(bmc, ResetKind.ON), Accepted.class);
        await().atMost(SOON)
                .until(() -> done(new Ask.ReadPower(bmc), Power.class).state(), "On"::equals);
        done(new Ask.Reset(bmc, ResetKind.FORCE_RESTART), Accepted.class);
        done(new Ask.Reset(bmc, ResetKind.FORCE_OFF), Accepted.class);
        await().atMost(SOON)
                .until(() -> done(new Ask.ReadPower(bmc), Power.class).state(), "Off"::equals);
        Outcome again = ask(new Ask.Reset(bmc, ResetKind.FORCE_OFF));
        assertThat(again.word()).as(again.sentence()).isEqualTo(Word.AMBIGUOUS);
        assertThat(again.sentence()).contains("not supported in present state");
        assertThat(device(n).tally().hostResets())
                .extracting(Tally.Reset::type)
                .containsExactly("GracefulShutdown", "On", "ForceRestart", "ForceOff");
    }

    @Test
    void a_graceful_restart_is_not_known_to_ipmi_and_nothing_happens() {
        needsIpmitool();
        int n = server();
        Outcome outcome = ask(new Ask.Reset(fleet.bmc(n), ResetKind.GRACEFUL_RESTART));
        assertThat(outcome.word()).isEqualTo(Word.NEXT_TRANSPORT);
        assertThat(device(n).tally().hostResets()).isEmpty();
        done(new Ask.Identify(fleet.bmc(n)), Identity.class);
        assertThat(choice.rank(fleet.bmc(n), Operation.RESET, Instant.now()).ways())
                .as("other kinds of restarts are known to it")
                .extracting(Ranking.Way::transport)
                .contains("ipmi");
    }

    @Test
    void the_bmc_is_restarted_by_ipmi_where_only_ipmi_has_answered_and_the_host_goes_on() {
        needsIpmitool();
        int n = server();
        // The hub's own clock may knock meanwhile: nobody else is to answer it.
        for (Fault dead : List.of(Fault.REDFISH_DEAD, Fault.WSMAN_DEAD, Fault.RACADM_DEAD, Fault.SSH_DEAD)) {
            device(n).fault(dead, true, null);
        }
        done(new Ask.Identify(fleet.bmc(n)), Identity.class);
        Outcome outcome = camel.requestBody("direct:transport.attempt", new Ask.ResetBmc(fleet.bmc(n)), Outcome.class);
        assertThat(outcome.word()).as(outcome.sentence()).isEqualTo(Word.DONE);
        assertThat(outcome.transport()).isEqualTo("ipmi");
        assertThat(device(n).tally().bmcResets()).hasSize(1);
        assertThat(device(n).tally().hostResets()).isEmpty();
    }

    @Test
    void ipmi_is_never_chosen_for_what_it_can_not_do() {
        Bmc bmc = fleet.bmc(server());
        done(new Ask.Identify(bmc), Identity.class);
        for (Operation operation : List.of(
                Operation.INVENTORY,
                Operation.READY,
                Operation.JOB,
                Operation.SUBMIT,
                Operation.STAGE,
                Operation.CLEAR)) {
            assertThat(choice.rank(bmc, operation, Instant.now()).ways())
                    .extracting(Ranking.Way::transport)
                    .doesNotContain("ipmi");
        }
    }

    @Test
    void a_wrong_password_leaves_the_hub_once_whatever_is_asked_and_by_whatever_transport() {
        needsIpmitool();
        int n = server();
        device(n).fault(Fault.WRONG_PASSWORD, true, null);
        List<Outcome> outcomes = IntStream.range(0, 6)
                .mapToObj(i -> CompletableFuture.supplyAsync(() -> ask(new Ask.ReadPower(fleet.bmc(n)))))
                .toList()
                .stream()
                .map(CompletableFuture::join)
                .toList();
        assertThat(outcomes).extracting(Outcome::word).containsOnly(Word.CREDENTIALS);
        assertThat(outcomes)
                .extracting(Outcome::messageId)
                .containsExactlyInAnyOrder(
                        Stream.concat(Stream.of("ipmi-login"), Stream.generate(() -> "credential-rest"))
                                .limit(6)
                                .toArray(String[]::new));
        assertThat(ask(new Ask.ReadPower(fleet.bmc(n)), "redfish").messageId()).isEqualTo("credential-rest");
        assertThat(device(n).tally().logins() + device(n).tally().failedLogins())
                .isZero();
        int heard = device(n).tally().reads();
        assertThat(ask(new Ask.Reset(fleet.bmc(n), ResetKind.FORCE_OFF)).word()).isEqualTo(Word.CREDENTIALS);
        assertThat(device(n).tally().reads())
                .as("the device heard no more of it")
                .isEqualTo(heard);
    }

    @Test
    void a_password_that_redfish_refused_is_not_tried_again_over_ipmi() {
        needsIpmitool();
        int n = server();
        device(n).fault(Fault.WRONG_PASSWORD, true, null);
        ask(new Ask.ReadPower(fleet.bmc(n)), "redfish");
        assertThat(ask(new Ask.ReadPower(fleet.bmc(n))).messageId()).isEqualTo("credential-rest");
    }

    @Test
    void where_nothing_answers_another_transport_is_asked_and_an_order_has_not_left() {
        needsIpmitool();
        int n = server();
        device(n).fault(Fault.IPMI_DEAD, true, null);
        for (Ask ask : List.of(
                new Ask.Identify(fleet.bmc(n)),
                new Ask.ReadPower(fleet.bmc(n)),
                new Ask.Reset(fleet.bmc(n), ResetKind.FORCE_RESTART))) {
            Outcome outcome = ask(ask);
            assertThat(outcome.word()).as(outcome.sentence()).isEqualTo(Word.NEXT_TRANSPORT);
            assertThat(outcome.messageId()).isEqualTo("silent");
        }
        assertThat(ask(new Ask.ReadPower(fleet.bmc(n)), "redfish").word()).isEqualTo(Word.DONE);
        assertThat(device(n).tally().hostResets()).isEmpty();
    }

    @Test
    void the_password_is_in_no_argument_of_the_program() {
        needsIpmitool();
        int n = server();
        device(n).fault(Fault.SLOW, true, 2.0);
        CompletableFuture<Outcome> asked = CompletableFuture.supplyAsync(() -> ask(new Ask.ReadPower(fleet.bmc(n))));
        String line = await().atMost(SOON)
                .pollInterval(Duration.ofMillis(5))
                .until(
                        () -> ProcessHandle.current()
                                .children()
                                .map(child -> String.join(
                                        " ", child.info().arguments().orElse(new String[0])))
                                .filter(arguments ->
                                        arguments.contains(fleet.bmc(n).address()))
                                .findFirst()
                                .orElse(""),
                        arguments -> !arguments.isEmpty());
        assertThat(line).contains("-E").doesNotContain(fleet.lab().settings().password());
        device(n).fault(Fault.SLOW, false, null);
        asked.join();
    }

    @Test
    void where_the_program_is_absent_only_identify_is_offered_and_the_ledger_says_it_once() throws Exception {
        String program = "/nowhere/ipmitool";
        IpmiProgram absent = new IpmiProgram(program, ledger);
        absent.afterSingletonsInstantiated();
        assertThat(jdbc.sql("select sentence from events where stream = 'transport:ipmi' and sentence like ?")
                        .param("%" + program + "%")
                        .query(String.class)
                        .single())
                .contains("Install ipmitool");
        try (DefaultCamelContext context = new DefaultCamelContext()) {
            context.disableJMX();
            context.getPropertiesComponent().addInitialProperty("farrier.ipmi.program", program);
            context.getRegistry().bind("ipmiProgram", absent);
            for (String station : List.of("ipmiPresence", "ipmiPower", "ipmiDoor", "ipmitool")) {
                context.getRegistry().bind(station, spring.getBean(station));
            }
            PluginHelper.getRoutesLoader(context)
                    .loadRoutes(ResourceHelper.resolveResource(
                            context,
                            "file:"
                                    + Path.of("routes/transports/ipmi.camel.yaml")
                                            .toAbsolutePath()));
            context.start();
            assertThat(List.of("identify", "power", "reset", "reset-bmc"))
                    .filteredOn(operation -> context.getRouteController()
                            .getRouteStatus("ipmi." + operation)
                            .isStarted())
                    .containsExactly("identify");
        }
    }
}
