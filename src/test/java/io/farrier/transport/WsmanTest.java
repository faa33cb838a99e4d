package io.farrier.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.farrier.HubTest;
import io.farrier.hub.Headers;
import io.farrier.lab.device.Device;
import io.farrier.lab.device.Fault;
import io.farrier.lab.device.Part;
import io.farrier.lab.device.Tally;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.camel.ProducerTemplate;
import org.assertj.core.groups.Tuple;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The WS-MAN routes against the lab's iDRACs. */
@HubTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WsmanTest {

    private static final Duration SOON = Duration.ofSeconds(30);

    @Autowired
    JdbcClient jdbc;

    @Autowired
    ProducerTemplate camel;

    LabFleet fleet;
    private int next;

    @BeforeAll
    void lab() throws IOException {
        fleet = LabFleet.start(jdbc, 37, 60, "--speed=1200");
    }

    @AfterAll
    void end() {
        fleet.close();
    }

    private Outcome ask(Ask ask, String transport) {
        return camel.requestBodyAndHeader("direct:transport.attempt", ask, Headers.TRANSPORT, transport, Outcome.class);
    }

    private Outcome ask(Ask ask) {
        return ask(ask, "wsman");
    }

    private <T extends Answer> T done(Ask ask, Class<T> type) {
        Outcome outcome = ask(ask);
        assertThat(outcome.word()).as(outcome.sentence()).isEqualTo(Word.DONE);
        return outcome.as(type);
    }

    private Device device(int n) {
        return fleet.lab().devices().get(n);
    }

    /** A server with WS-MAN that no other test has. */
    private synchronized int idrac9() {
        while (device(next).model().idrac10()) {
            next++;
        }
        return next++;
    }

    private static Part behind(Device device, String key) {
        return device.inventory().parts().stream()
                .filter(part -> part.key().startsWith(key)
                        && !device.inventory().shown(part).equals(part.newest()))
                .findFirst()
                .orElse(null);
    }

    /** A server with WS-MAN that no other test has, and in which a part is old. */
    private int idrac9(String outdated) {
        return Stream.generate(this::idrac9)
                .filter(n -> behind(device(n), outdated) != null)
                .findFirst()
                .orElseThrow();
    }

    private Ask.Submit submit(int n, Part part, boolean immediate) {
        String url = fleet.lab().packageUrls().stream()
                .filter(candidate -> candidate.contains("_" + part.release() + "_WN"))
                .findFirst()
                .orElseThrow();
        String component = part.componentId() + "__" + part.fqdds().getFirst();
        return new Ask.Submit(fleet.bmc(n), new FirmwareUpdateRequest.SimpleUpdate(url, immediate), component);
    }

    private Jobs.Job job(int n, String jid) {
        return done(new Ask.ReadJobs(fleet.bmc(n), List.of(jid)), Jobs.class)
                .jobs()
                .getFirst();
    }

    @Test
    void wsman_says_that_it_is_there_without_a_login_and_not_whose_it_is() {
        int n = idrac9();
        Identity identity = done(new Ask.Identify(new Bmc(0, fleet.bmc(n).address(), 8443)), Identity.class);
        assertThat(identity.vendor()).isEqualTo("Openwsman Project");
        assertThat(identity.serviceTag()).isNull();
        assertThat(device(n).tally().failedLogins()).isZero();
    }

    @Test
    void the_inventory_is_the_one_that_redfish_tells() {
        for (int i = 0; i < 5; i++) {
            int n = idrac9();
            Outcome redfish = ask(new Ask.ReadInventory(fleet.bmc(n)), "redfish");
            assertThat(done(new Ask.ReadInventory(fleet.bmc(n)), Inventory.class))
                    .usingRecursiveComparison()
                    .ignoringCollectionOrder()
                    // DCIM_SystemView does not tell it.
                    .ignoringFields("oemBranded")
                    .isEqualTo(redfish.as(Inventory.class));
        }
    }

    @Test
    void readiness_jobs_and_power_are_those_that_redfish_tells() {
        int n = idrac9();
        device(n).fault(Fault.FOREIGN_JOB, true, null);
        Bmc bmc = fleet.bmc(n);
        assertThat(done(new Ask.ReadReadiness(bmc), Readiness.class))
                .isEqualTo(ask(new Ask.ReadReadiness(bmc), "redfish").as(Readiness.class));
        assertThat(done(new Ask.ReadPower(bmc), Power.class))
                .isEqualTo(ask(new Ask.ReadPower(bmc), "redfish").as(Power.class));
        List<Jobs.Job> jobs =
                ask(new Ask.ReadJobs(bmc, List.of()), "redfish").as(Jobs.class).jobs();
        assertThat(done(new Ask.ReadJobs(bmc, List.of()), Jobs.class).jobs())
                .hasSameSizeAs(jobs)
                .extracting(Jobs.Job::jid, Jobs.Job::state, Jobs.Job::messageId)
                .containsExactlyInAnyOrderElementsOf(jobs.stream()
                        .map(job -> Tuple.tuple(job.jid(), job.state(), job.messageId()))
                        .toList());
    }

    @Test
    void a_package_is_taken_staged_and_installed_by_the_restart_that_was_ordered() {
        int n = idrac9("bios");
        Part bios = behind(device(n), "bios");
        String jid = done(submit(n, bios, false), Submitted.class).jid();
        await().atMost(SOON).until(() -> job(n, jid).state(), "Downloaded"::equals);
        assertThat(device(n).tally().hostResets())
                .as("what is fetched restarts nothing")
                .isEmpty();

        done(new Ask.Stage(fleet.bmc(n), List.of(jid)), Accepted.class);
        assertThat(job(n, jid).state()).isEqualTo("Scheduled");
        assertThat(device(n).tally().hostResets())
                .as("what is staged restarts nothing")
                .isEmpty();

        done(new Ask.Reset(fleet.bmc(n), ResetKind.GRACEFUL_RESTART), Accepted.class);
        await().atMost(SOON).until(() -> job(n, jid).state(), "Completed"::equals);
        String fqdd = bios.fqdds().getFirst();
        await().atMost(SOON)
                .until(
                        () -> done(new Ask.ReadInventory(fleet.bmc(n)), Inventory.class).components().stream()
                                .filter(component -> fqdd.equals(component.fqdd()))
                                .map(Inventory.Installed::version)
                                .findFirst()
                                .orElseThrow(),
                        bios.newest()::equals);
        assertThat(device(n).tally().submits()).hasSize(1);
        assertThat(device(n).tally().hostResets())
                .extracting(Tally.Reset::cause, Tally.Reset::type)
                .containsExactly(Tuple.tuple(Tally.Cause.REBOOT_JOB, "RebootNoForce"));
    }

    @Test
    void what_needs_no_restart_is_installed_at_once() {
        int n = idrac9("driver-pack");
        Part pack = behind(device(n), "driver-pack");
        String jid = done(submit(n, pack, true), Submitted.class).jid();
        await().atMost(SOON).until(() -> job(n, jid).state(), "Completed"::equals);
        assertThat(device(n).inventory().flashed()).containsEntry(pack.key(), pack.newest());
        assertThat(device(n).tally().hostResets()).isEmpty();
    }

    @Test
    void what_the_device_does_not_hold_is_not_submitted() {
        int n = idrac9("bios");
        Ask.Submit submit = submit(n, behind(device(n), "bios"), false);
        Outcome outcome = ask(new Ask.Submit(submit.bmc(), submit.request(), "1__NoSuch.Slot.1"));
        assertThat(outcome.messageId()).isEqualTo("no-target");
        assertThat(device(n).tally().submits()).isEmpty();
    }

    @Test
    void a_package_that_is_not_to_be_fetched_is_none_for_wsman_and_nothing_is_asked() {
        int n = idrac9();
        int reads = device(n).tally().reads();
        Outcome outcome = ask(new Ask.Submit(
                fleet.bmc(n),
                new FirmwareUpdateRequest.MultipartUpdate(Path.of("x"), "X.EXE", 1, false),
                "159__BIOS.Setup.1-1"));
        assertThat(outcome.messageId()).isEqualTo("mode");
        assertThat(device(n).tally().reads()).isEqualTo(reads);
    }

    @Test
    void a_former_version_comes_back_by_the_next_restart_and_not_before() {
        int n = idrac9("bios");
        Part bios = behind(device(n), "bios");
        String old = device(n).inventory().shown(bios);
        String component = "159__BIOS.Setup.1-1";
        install(n, submit(n, bios, false));
        await().atMost(SOON).until(() -> device(n).inventory().shown(bios), bios.newest()::equals);

        install(n, new Ask.Rollback(fleet.bmc(n), component, old, false));
        await().atMost(SOON).until(() -> device(n).inventory().shown(bios), old::equals);
        Outcome never = ask(new Ask.Rollback(fleet.bmc(n), component, "0.0.0", false));
        assertThat(never.messageId()).isEqualTo("RED019");
    }

    /** From the hand-over to the restart; staged by Redfish, which the queue does not mind. */
    private void install(int n, Ask order) {
        String jid = done(order, Submitted.class).jid();
        await().atMost(SOON).until(() -> job(n, jid).state(), "Downloaded"::equals);
        Outcome staged = ask(new Ask.Stage(fleet.bmc(n), List.of(jid)), "redfish");
        assertThat(staged.done()).as(staged.sentence()).isTrue();
        await().atMost(SOON).until(() -> device(n).host().serverStatus(), "OutOfPOST"::equals);
        done(new Ask.Reset(fleet.bmc(n), ResetKind.FORCE_RESTART), Accepted.class);
        await().atMost(SOON).until(() -> job(n, jid).state(), "Completed"::equals);
    }

    @Test
    void lockdown_and_a_controller_that_is_not_ready_are_told_as_such() {
        int locked = idrac9("bios");
        device(locked).fault(Fault.LOCKDOWN, true, null);
        assertThat(ask(submit(locked, behind(device(locked), "bios"), false)).word())
                .isEqualTo(Word.LOCKDOWN);
        int busy = idrac9("bios");
        device(busy).fault(Fault.LC_NOT_READY, true, 600.0);
        assertThat(ask(submit(busy, behind(device(busy), "bios"), false)).word())
                .isEqualTo(Word.WAIT);
        assertThat(done(new Ask.ReadReadiness(fleet.bmc(busy)), Readiness.class).lcStatus())
                .isEqualTo("NotInitialized");
    }

    @Test
    void our_own_jobs_are_removed_and_no_others() {
        int n = idrac9("bios");
        device(n).fault(Fault.FOREIGN_JOB, true, null);
        String jid = done(submit(n, behind(device(n), "bios"), false), Submitted.class)
                .jid();
        await().atMost(SOON).until(() -> job(n, jid).state(), "Downloaded"::equals);
        done(new Ask.Clear(fleet.bmc(n), List.of(jid)), Accepted.class);
        assertThat(device(n).jobs().all()).hasSize(1).noneMatch(job -> job.id().equals(jid));

        Outcome all = ask(new Ask.Clear(fleet.bmc(n), List.of("JID_CLEARALL")));
        assertThat(all.word()).isNotEqualTo(Word.DONE);
        assertThat(device(n).jobs().all()).hasSize(1);
    }

    @Test
    void each_kind_of_reset_does_what_it_says() {
        int n = idrac9();
        Bmc bmc = fleet.bmc(n);
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
        assertThat(ask(new Ask.Reset(bmc, ResetKind.FORCE_OFF)).word()).isEqualTo(Word.AMBIGUOUS);
        assertThat(device(n).tally().hostResets())
                .extracting(Tally.Reset::type)
                .containsExactly("GracefulShutdown", "On", "ForceRestart", "ForceOff");
    }

    @Test
    void the_bmc_is_restarted_and_the_host_goes_on() {
        int n = idrac9();
        done(new Ask.ResetBmc(fleet.bmc(n)), Accepted.class);
        assertThat(device(n).tally().bmcResets()).hasSize(1);
        assertThat(device(n).tally().hostResets()).isEmpty();
    }

    @Test
    void a_device_whose_redfish_is_dead_serves_the_same_queue_and_one_whose_wsman_is_dead_says_so() {
        int n = idrac9("bios");
        String jid = ask(submit(n, behind(device(n), "bios"), false), "redfish")
                .as(Submitted.class)
                .jid();
        device(n).fault(Fault.REDFISH_DEAD, true, null);
        assertThat(ask(new Ask.ReadJobs(fleet.bmc(n), List.of(jid)), "redfish").word())
                .isEqualTo(Word.NEXT_TRANSPORT);
        await().atMost(SOON).until(() -> job(n, jid).state(), "Scheduled"::equals);
        device(n).fault(Fault.WSMAN_DEAD, true, null);
        assertThat(ask(new Ask.ReadPower(fleet.bmc(n))).word()).isEqualTo(Word.NEXT_TRANSPORT);
    }

    @Test
    void an_idrac10_has_no_wsman_and_is_asked_otherwise() {
        int n = IntStream.range(0, fleet.bmcs().size())
                .filter(i -> device(i).model().idrac10())
                .findFirst()
                .orElseThrow();
        Outcome outcome = ask(new Ask.ReadInventory(fleet.bmc(n)));
        assertThat(outcome.word()).isEqualTo(Word.NEXT_TRANSPORT);
        assertThat(outcome.messageId()).isEqualTo("HTTP404");
    }

    @ParameterizedTest
    @EnumSource(names = {"WSMAN_TRUNCATED", "WSMAN_BOMB", "WSMAN_ENCODING"})
    void an_answer_that_can_not_be_read_is_one_clear_failure_and_of_a_submit_ambiguous(Fault fault) {
        int n = idrac9("bios");
        device(n).fault(fault, true, null);
        for (Ask read : List.of(
                new Ask.Identify(fleet.bmc(n)),
                new Ask.ReadInventory(fleet.bmc(n)),
                new Ask.ReadJobs(fleet.bmc(n), List.of()))) {
            Outcome outcome = ask(read);
            assertThat(outcome.messageId()).as(outcome.sentence()).isEqualTo("garbled-xml");
            assertThat(outcome.word()).isEqualTo(Word.WAIT);
            assertThat(outcome.sentence())
                    .contains("can't be read", fleet.bmc(n).toString())
                    .doesNotContain("Exception", "javax", "root:");
        }
        Outcome reset = ask(new Ask.Reset(fleet.bmc(n), ResetKind.FORCE_RESTART));
        assertThat(reset.word()).isEqualTo(Word.AMBIGUOUS);
        assertThat(device(n).tally().hostResets())
                .as("it was done, though nobody could read that")
                .hasSize(1);
    }

    @Test
    void control_characters_in_an_answer_do_no_harm() {
        int n = idrac9();
        device(n).fault(Fault.WSMAN_UNPRINTABLE, true, null);
        assertThat(done(new Ask.ReadInventory(fleet.bmc(n)), Inventory.class).model())
                .isEqualTo(device(n).model().model());
    }

    @Test
    void a_wrong_password_is_one_failed_login_whatever_is_asked_and_by_whatever_transport() {
        int n = idrac9();
        device(n).fault(Fault.WRONG_PASSWORD, true, null);
        List<Outcome> outcomes = IntStream.range(0, 8)
                .mapToObj(i -> CompletableFuture.supplyAsync(
                        () -> ask(i % 2 == 0 ? new Ask.ReadInventory(fleet.bmc(n)) : new Ask.ReadPower(fleet.bmc(n)))))
                .toList()
                .stream()
                .map(CompletableFuture::join)
                .toList();
        assertThat(outcomes).extracting(Outcome::word).containsOnly(Word.CREDENTIALS);
        assertThat(ask(new Ask.ReadPower(fleet.bmc(n)), "redfish").messageId()).isEqualTo("credential-rest");
        assertThat(device(n).tally().failedLogins()).isEqualTo(1);
    }

    @Test
    void a_password_that_redfish_refused_is_not_tried_again_over_wsman() {
        int n = idrac9();
        device(n).fault(Fault.WRONG_PASSWORD, true, null);
        ask(new Ask.ReadPower(fleet.bmc(n)), "redfish");
        assertThat(ask(new Ask.ReadPower(fleet.bmc(n))).messageId()).isEqualTo("credential-rest");
        assertThat(device(n).tally().failedLogins()).isEqualTo(1);
    }

    @Test
    void an_answer_that_comes_too_late_leaves_a_job_that_the_queue_shows() {
        int n = idrac9("nic");
        Part nic = behind(device(n), "nic");
        device(n).fault(Fault.SUBMIT_ANSWER_DELAYED, true, 600.0);
        Outcome outcome = ask(submit(n, nic, false));
        assertThat(outcome.word()).as(outcome.sentence()).isEqualTo(Word.AMBIGUOUS);
        assertThat(done(new Ask.ReadJobs(fleet.bmc(n), List.of()), Jobs.class).jobs())
                .hasSize(1);
        assertThat(device(n).tally().submits()).hasSize(1);
    }

    @Test
    void a_reboot_job_that_gets_no_time_does_not_stay_in_the_queue() {
        int n = idrac9();
        device(n).fault(Fault.SETUP_REFUSED, true, null);
        Outcome outcome = ask(new Ask.Reset(fleet.bmc(n), ResetKind.GRACEFUL_RESTART));
        assertThat(outcome.word()).as(outcome.sentence()).isEqualTo(Word.WAIT);
        assertThat(device(n).jobs().all()).isEmpty();
        assertThat(device(n).tally().hostResets()).isEmpty();
    }

    @Test
    void what_is_still_being_fetched_can_not_be_staged() throws IOException {
        int n = idrac9("bios");
        String component = submit(n, behind(device(n), "bios"), false).inventoryId();
        try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String url = "http://127.0.0.1:" + silent.getLocalPort() + "/NEVER_COMES.EXE";
            String jid = done(
                            new Ask.Submit(fleet.bmc(n), new FirmwareUpdateRequest.SimpleUpdate(url, false), component),
                            Submitted.class)
                    .jid();
            Outcome outcome = ask(new Ask.Stage(fleet.bmc(n), List.of(jid)));
            assertThat(outcome.word()).as(outcome.sentence()).isEqualTo(Word.REFUSED);
            assertThat(outcome.messageId()).isEqualTo("SUP011");
            assertThat(job(n, jid).state()).isIn("New", "Downloading");
        }
    }
}
