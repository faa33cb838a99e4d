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
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.ProducerTemplate;
import org.assertj.core.groups.Tuple;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The commands of RACADM against the lab's iDRACs, by each of what carries them. */
@HubTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RacadmTest {

    private static final Duration SOON = Duration.ofSeconds(30);

    @Autowired
    UpdateModes modes;

    @Autowired
    CamelContext context;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    ProducerTemplate camel;

    LabFleet fleet;
    private int next;

    @BeforeAll
    void lab() throws IOException {
        fleet = LabFleet.start(jdbc, 60, 120, "--speed=1200");
    }

    @AfterAll
    void end() {
        fleet.close();
    }

    private Outcome ask(Ask ask, String transport) {
        return camel.requestBodyAndHeader("direct:transport.attempt", ask, Headers.TRANSPORT, transport, Outcome.class);
    }

    private <T extends Answer> T done(Ask ask, String transport, Class<T> type) {
        Outcome outcome = ask(ask, transport);
        assertThat(outcome.word()).as(outcome.sentence()).isEqualTo(Word.DONE);
        return outcome.as(type);
    }

    private Device device(int n) {
        return fleet.lab().devices().get(n);
    }

    /** A server that no other test has. */
    private synchronized int idrac() {
        return next++;
    }

    private static Part behind(Device device, String key) {
        return device.inventory().parts().stream()
                .filter(part -> part.key().startsWith(key)
                        && !device.inventory().shown(part).equals(part.newest()))
                .findFirst()
                .orElse(null);
    }

    /** A server that no other test has, and in which a part is old. */
    private int idrac(String outdated) {
        return Stream.generate(this::idrac)
                .filter(n -> behind(device(n), outdated) != null)
                .findFirst()
                .orElseThrow();
    }

    private Ask.Submit submit(int n, Part part, boolean immediate) {
        String url = fleet.lab().packageUrls().stream()
                .filter(candidate -> candidate.contains("_" + part.release() + "_WN"))
                .findFirst()
                .orElseThrow();
        return new Ask.Submit(fleet.bmc(n), new FirmwareUpdateRequest.SimpleUpdate(url, immediate));
    }

    private List<Jobs.Job> queue(int n, String transport) {
        return done(new Ask.ReadJobs(fleet.bmc(n), List.of()), transport, Jobs.class)
                .jobs();
    }

    /** The update has begun and its firmware does not say which job it is: the queue does. */
    private String begun(int n, String transport, Ask.Submit submit) {
        Outcome outcome = ask(submit, transport);
        assertThat(outcome.messageId()).as(outcome.sentence()).isEqualTo("RAC987");
        assertThat(outcome.word()).isEqualTo(Word.AMBIGUOUS);
        List<Jobs.Job> queue = queue(n, transport);
        assertThat(queue).hasSize(1);
        assertThat(queue.getFirst().name()).startsWith("Firmware Update");
        return queue.getFirst().jid();
    }

    private void becomes(int n, String transport, String jid, String state) {
        await().atMost(SOON)
                .until(
                        () -> done(new Ask.ReadJobs(fleet.bmc(n), List.of(jid)), transport, Jobs.class)
                                .jobs()
                                .getFirst()
                                .state(),
                        state::equals);
    }

    @Test
    void who_is_there_is_told_without_a_login() {
        int n = idrac();
        Bmc bmc = new Bmc(0, fleet.bmc(n).address(), 8443);
        Identity https = done(new Ask.Identify(bmc), "racadm", Identity.class);
        assertThat(https.product()).startsWith("iDRAC");
        assertThat(https.serviceTag()).isNull();
        Identity ssh = done(new Ask.Identify(bmc), "ssh", Identity.class);
        assertThat(ssh.kind())
                .as("a mere SSH server is no BMC that anybody knows")
                .isEqualTo("unknown");
        assertThat(ssh.version()).startsWith("SSH-2.0-");
        assertThat(device(n).tally().failedLogins()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"racadm", "ssh"})
    void the_inventory_is_the_one_that_redfish_tells_as_far_as_racadm_knows(String transport) {
        for (int i = 0; i < 3; i++) {
            int n = idrac();
            Inventory redfish =
                    ask(new Ask.ReadInventory(fleet.bmc(n)), "redfish").as(Inventory.class);
            Inventory racadm = done(new Ask.ReadInventory(fleet.bmc(n)), transport, Inventory.class);
            assertThat(racadm)
                    .usingRecursiveComparison()
                    .comparingOnlyFields("serviceTag", "model", "bmcVersion", "biosVersion", "powerState", "hostName")
                    .isEqualTo(redfish);
            assertThat(racadm.components())
                    .extracting(
                            Inventory.Installed::fqdd,
                            Inventory.Installed::version,
                            Inventory.Installed::componentType,
                            Inventory.Installed::name)
                    .containsExactlyInAnyOrderElementsOf(redfish.components().stream()
                            .map(item -> Tuple.tuple(item.fqdd(), item.version(), item.componentType(), item.name()))
                            .toList());
            assertThat(racadm.components())
                    .filteredOn(item -> item.componentId() != null)
                    .extracting(Inventory.Installed::inventoryId)
                    .contains("159__BIOS.Setup.1-1", "25227__iDRAC.Embedded.1-1", "27763__CPLD.Embedded.1")
                    .isSubsetOf(redfish.components().stream()
                            .map(Inventory.Installed::inventoryId)
                            .toList());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"racadm", "ssh"})
    void readiness_jobs_and_power_are_those_that_redfish_tells(String transport) {
        int n = idrac();
        device(n).fault(Fault.FOREIGN_JOB, true, null);
        Bmc bmc = fleet.bmc(n);
        assertThat(done(new Ask.ReadReadiness(bmc), transport, Readiness.class))
                .isEqualTo(ask(new Ask.ReadReadiness(bmc), "redfish").as(Readiness.class));
        assertThat(done(new Ask.ReadPower(bmc), transport, Power.class))
                .isEqualTo(ask(new Ask.ReadPower(bmc), "redfish").as(Power.class));
        assertThat(queue(n, transport))
                .extracting(Jobs.Job::jid, Jobs.Job::state, Jobs.Job::messageId)
                .containsExactlyInAnyOrderElementsOf(queue(n, "redfish").stream()
                        .map(job -> Tuple.tuple(job.jid(), job.state(), job.messageId()))
                        .toList());
        assertThat(queue(n, transport)).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"racadm", "ssh"})
    void a_package_waits_for_a_restart_and_is_installed_by_the_one_that_was_ordered(String transport) {
        int n = idrac("bios");
        Part bios = behind(device(n), "bios");
        String jid = begun(n, transport, submit(n, bios, false));
        becomes(n, transport, jid, "Scheduled");
        assertThat(device(n).tally().hostResets())
                .as("an update restarts nothing")
                .isEmpty();

        done(new Ask.Reset(fleet.bmc(n), ResetKind.GRACEFUL_RESTART), transport, Accepted.class);
        becomes(n, transport, jid, "Completed");
        await().atMost(SOON)
                .until(
                        () -> done(new Ask.ReadInventory(fleet.bmc(n)), transport, Inventory.class)
                                .biosVersion(),
                        bios.newest()::equals);
        assertThat(device(n).tally().submits()).hasSize(1);
        assertThat(device(n).tally().hostResets()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"racadm", "ssh"})
    void what_needs_no_restart_is_installed_at_once(String transport) {
        int n = idrac("driver-pack");
        Part pack = behind(device(n), "driver-pack");
        String jid = begun(n, transport, submit(n, pack, true));
        becomes(n, transport, jid, "Completed");
        assertThat(device(n).inventory().flashed()).containsEntry(pack.key(), pack.newest());
        assertThat(device(n).tally().hostResets()).isEmpty();
    }

    /** The package itself, as the hub holds it: its name there says nothing of it. */
    private Ask.Submit sent(int n, Part part) throws Exception {
        URI url = URI.create(
                ((FirmwareUpdateRequest.SimpleUpdate) submit(n, part, false).request()).imageUri());
        Path file = Files.createTempFile("0123456789abcdef0123456789abcdef", "");
        try (InputStream in = url.toURL().openStream()) {
            Files.copy(in, file, StandardCopyOption.REPLACE_EXISTING);
        }
        String name = url.getPath().substring(url.getPath().lastIndexOf('/') + 1);
        return new Ask.Submit(
                fleet.bmc(n), new FirmwareUpdateRequest.MultipartUpdate(file, name, Files.size(file), false));
    }

    @Test
    void a_package_is_sent_by_putfile_where_the_bmc_can_not_fetch_it_and_waits_like_any_other() throws Exception {
        int n = idrac("bios");
        device(n).fault(Fault.CANNOT_FETCH, true, null);
        Part bios = behind(device(n), "bios");
        String jid = begun(n, "racadm", sent(n, bios));
        becomes(n, "racadm", jid, "Scheduled");
        assertThat(device(n).tally().submits()).hasSize(1);
        assertThat(device(n).tally().hostResets()).isEmpty();
    }

    @Test
    void a_package_that_breaks_off_on_its_way_has_ordered_nothing_and_may_be_sent_again() throws Exception {
        int n = idrac("bios");
        device(n).fault(Fault.PUSH_CUT, true, null);
        Ask.Submit bios = sent(n, behind(device(n), "bios"));
        Outcome cut = ask(bios, "racadm");
        assertThat(cut.messageId()).as(cut.sentence()).isEqualTo("push-lost");
        assertThat(cut.word()).isEqualTo(Word.WAIT);
        assertThat(device(n).tally().submits()).isEmpty();
        begun(n, "racadm", bios);
    }

    @Test
    void over_ssh_no_package_is_sent_and_nothing_is_asked() throws Exception {
        int n = idrac("bios");
        Outcome outcome = ask(sent(n, behind(device(n), "bios")), "ssh");
        assertThat(outcome.messageId()).isEqualTo("mode");
        assertThat(outcome.word()).isEqualTo(Word.NEXT_TRANSPORT);
        assertThat(device(n).tally().reads()).isZero();
    }

    @Test
    void whoever_was_knocked_at_is_known_to_take_packages_over_https_and_not_over_ssh() {
        Bmc bmc = fleet.bmc(idrac());
        done(new Ask.Identify(bmc), "racadm", Identity.class);
        done(new Ask.Identify(bmc), "ssh", Identity.class);
        assertThat(modes.offered(bmc.hostId(), "racadm").orElseThrow().takes()).isTrue();
        assertThat(modes.offered(bmc.hostId(), "ssh").orElseThrow().takes()).isFalse();
    }

    @Test
    void ssh_goes_on_where_the_routes_of_racadm_are_stopped() throws Exception {
        Ask power = new Ask.ReadPower(fleet.bmc(idrac()));
        context.getRouteController().stopRoute("racadm.power");
        try {
            assertThat(ask(power, "racadm").messageId()).isEqualTo("no-route");
            done(power, "ssh", Power.class);
        } finally {
            context.getRouteController().startRoute("racadm.power");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"racadm", "ssh"})
    void a_former_version_comes_back_and_one_that_is_not_kept_does_not(String transport) {
        int n = idrac("bios");
        Part bios = behind(device(n), "bios");
        String old = device(n).inventory().shown(bios);
        String jid = begun(n, transport, submit(n, bios, false));
        becomes(n, transport, jid, "Scheduled");
        done(new Ask.Reset(fleet.bmc(n), ResetKind.FORCE_RESTART), transport, Accepted.class);
        await().atMost(SOON).until(() -> device(n).inventory().shown(bios), bios.newest()::equals);

        Ask.Rollback back = new Ask.Rollback(fleet.bmc(n), "159__BIOS.Setup.1-1", old, false);
        assertThat(ask(new Ask.Rollback(fleet.bmc(n), back.inventoryId(), "0.0.0", false), transport)
                        .messageId())
                .isEqualTo("RED019");
        assertThat(queue(n, transport)).hasSize(1);
        assertThat(ask(back, transport).messageId()).isEqualTo("RAC1056");
        assertThat(queue(n, transport)).hasSize(2);
    }

    @Test
    void lockdown_and_a_controller_that_is_not_ready_are_told_as_such() {
        int locked = idrac("bios");
        device(locked).fault(Fault.LOCKDOWN, true, null);
        assertThat(ask(submit(locked, behind(device(locked), "bios"), false), "racadm")
                        .word())
                .isEqualTo(Word.LOCKDOWN);
        int busy = idrac("bios");
        device(busy).fault(Fault.LC_NOT_READY, true, 600.0);
        assertThat(ask(submit(busy, behind(device(busy), "bios"), false), "ssh").word())
                .isEqualTo(Word.WAIT);
        assertThat(done(new Ask.ReadReadiness(fleet.bmc(busy)), "ssh", Readiness.class)
                        .lcStatus())
                .isEqualTo("NotInitialized");
    }

    @ParameterizedTest
    @ValueSource(strings = {"racadm", "ssh"})
    void our_own_jobs_are_removed_and_no_others(String transport) {
        int n = idrac("bios");
        String jid = begun(n, transport, submit(n, behind(device(n), "bios"), false));
        becomes(n, transport, jid, "Scheduled");
        device(n).fault(Fault.FOREIGN_JOB, true, null);
        Ask clear = new Ask.Clear(fleet.bmc(n), List.of(jid));
        done(clear, transport, Accepted.class);
        assertThat(device(n).jobs().all()).hasSize(1).noneMatch(job -> job.id().equals(jid));
        done(clear, transport, Accepted.class);

        Outcome all = ask(new Ask.Clear(fleet.bmc(n), List.of("JID_CLEARALL")), transport);
        assertThat(all.word()).isNotEqualTo(Word.DONE);
        assertThat(device(n).jobs().all()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"racadm", "ssh"})
    void each_kind_of_reset_does_what_it_says(String transport) {
        int n = idrac();
        Bmc bmc = fleet.bmc(n);
        done(new Ask.Reset(bmc, ResetKind.GRACEFUL_SHUTDOWN), transport, Accepted.class);
        await().atMost(SOON)
                .until(
                        () -> done(new Ask.ReadPower(bmc), transport, Power.class)
                                .state(),
                        "Off"::equals);
        done(new Ask.Reset(bmc, ResetKind.ON), transport, Accepted.class);
        await().atMost(SOON)
                .until(
                        () -> done(new Ask.ReadPower(bmc), transport, Power.class)
                                .state(),
                        "On"::equals);
        done(new Ask.Reset(bmc, ResetKind.FORCE_RESTART), transport, Accepted.class);
        done(new Ask.Reset(bmc, ResetKind.FORCE_OFF), transport, Accepted.class);
        await().atMost(SOON)
                .until(
                        () -> done(new Ask.ReadPower(bmc), transport, Power.class)
                                .state(),
                        "Off"::equals);
        assertThat(ask(new Ask.Reset(bmc, ResetKind.FORCE_OFF), transport).word())
                .isEqualTo(Word.AMBIGUOUS);
        assertThat(device(n).tally().hostResets())
                .extracting(Tally.Reset::type)
                .containsExactly("GracefulShutdown", "On", "ForceRestart", "ForceOff");
    }

    @ParameterizedTest
    @ValueSource(strings = {"racadm", "ssh"})
    void the_bmc_is_restarted_and_the_host_goes_on(String transport) {
        int n = idrac();
        done(new Ask.ResetBmc(fleet.bmc(n)), transport, Accepted.class);
        assertThat(device(n).tally().bmcResets()).hasSize(1);
        assertThat(device(n).tally().hostResets()).isEmpty();
    }

    @Test
    void a_way_that_is_dead_leaves_the_other_alive() {
        int n = idrac();
        device(n).fault(Fault.RACADM_DEAD, true, null);
        assertThat(ask(new Ask.ReadPower(fleet.bmc(n)), "racadm").word()).isEqualTo(Word.NEXT_TRANSPORT);
        done(new Ask.ReadPower(fleet.bmc(n)), "ssh", Power.class);
        device(n).fault(Fault.RACADM_DEAD, false, null);
        device(n).fault(Fault.SSH_DEAD, true, null);
        await().atMost(SOON)
                .until(() -> ask(new Ask.ReadPower(fleet.bmc(n)), "ssh").messageId(), "refused"::equals);
        assertThat(ask(new Ask.Identify(fleet.bmc(n)), "ssh").messageId()).isEqualTo("refused");
        done(new Ask.ReadPower(fleet.bmc(n)), "racadm", Power.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"racadm", "ssh"})
    void a_text_that_is_cut_off_is_one_clear_failure_and_of_a_submit_ambiguous(String transport) {
        int n = idrac("bios");
        device(n).fault(Fault.RACADM_CUT, true, null);
        for (Ask read : List.of(
                new Ask.ReadInventory(fleet.bmc(n)),
                new Ask.ReadReadiness(fleet.bmc(n)),
                new Ask.ReadPower(fleet.bmc(n)),
                new Ask.ReadJobs(fleet.bmc(n), List.of()))) {
            Outcome outcome = ask(read, transport);
            assertThat(outcome.messageId()).as(outcome.sentence()).isEqualTo("garbled");
            assertThat(outcome.word()).isEqualTo(Word.WAIT);
            assertThat(outcome.sentence())
                    .contains("cut off", fleet.bmc(n).toString())
                    .doesNotContain("Exception");
        }
        Outcome update = ask(submit(n, behind(device(n), "bios"), false), transport);
        assertThat(update.word()).as(update.sentence()).isEqualTo(Word.AMBIGUOUS);
        assertThat(device(n).tally().submits())
                .as("it was taken, though nobody could read that")
                .hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"racadm", "ssh"})
    void an_answer_that_comes_too_late_leaves_a_job_that_the_queue_shows(String transport) {
        int n = idrac("nic");
        device(n).fault(Fault.SUBMIT_ANSWER_DELAYED, true, 600.0);
        Outcome outcome = ask(submit(n, behind(device(n), "nic"), false), transport);
        assertThat(outcome.messageId()).as(outcome.sentence()).isEqualTo("timeout");
        assertThat(outcome.word()).isEqualTo(Word.AMBIGUOUS);
        assertThat(queue(n, transport)).hasSize(1);
        assertThat(device(n).tally().submits()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"racadm", "ssh"})
    void a_wrong_password_is_one_failed_login_whatever_is_asked_and_by_whatever_transport(String transport) {
        int n = idrac();
        device(n).fault(Fault.WRONG_PASSWORD, true, null);
        List<Outcome> outcomes = IntStream.range(0, 8)
                .mapToObj(i -> CompletableFuture.supplyAsync(() -> ask(
                        i % 2 == 0 ? new Ask.ReadInventory(fleet.bmc(n)) : new Ask.ReadPower(fleet.bmc(n)), transport)))
                .toList()
                .stream()
                .map(CompletableFuture::join)
                .toList();
        assertThat(outcomes).extracting(Outcome::word).containsOnly(Word.CREDENTIALS);
        for (String other : List.of("redfish", "wsman", "racadm", "ssh")) {
            assertThat(ask(new Ask.ReadPower(fleet.bmc(n)), other).messageId())
                    .as(other)
                    .isEqualTo("credential-rest");
        }
        assertThat(device(n).tally().failedLogins()).isEqualTo(1);
    }

    @Test
    void no_session_is_left_behind() {
        int n = idrac();
        for (int i = 0; i < 12; i++) {
            done(new Ask.ReadPower(fleet.bmc(n)), "racadm", Power.class);
        }
        assertThat(device(n).tally().deadTokens()).isZero();
        assertThat(device(n).sessions().open()).isEmpty();
    }

    @Test
    void a_bmc_whose_sessions_are_all_taken_is_asked_again_later() {
        int n = idrac("bios");
        device(n).fault(Fault.SESSION_CAP_REACHED, true, null);
        assertThat(ask(submit(n, behind(device(n), "bios"), false), "racadm").word())
                .isEqualTo(Word.WAIT);
        assertThat(device(n).tally().submits()).isEmpty();
    }
}
