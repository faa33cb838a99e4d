package io.farrier.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.farrier.HubTest;
import io.farrier.lab.device.Device;
import io.farrier.lab.device.Fault;
import io.farrier.lab.device.Inventory.Copy;
import io.farrier.lab.device.Job;
import io.farrier.lab.device.Part;
import io.farrier.transport.FirmwareUpdateRequest.InstallFromRepository;
import io.farrier.transport.FirmwareUpdateRequest.MultipartUpdate;
import io.farrier.transport.FirmwareUpdateRequest.SimpleUpdate;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import org.apache.camel.ProducerTemplate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Every way to give a device a package by Redfish. The first server is an R630 with an iDRAC8; all are behind in BIOS. */
@HubTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SubmitTest {

    private static final int OLD = 0;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    ProducerTemplate camel;

    @Autowired
    UpdateModes modes;

    LabFleet fleet;

    @BeforeAll
    void lab() throws IOException {
        fleet = LabFleet.start(jdbc, 33, 13, "--speed=600", "--behind=bios", "--older=1");
    }

    @AfterAll
    void end() {
        fleet.close();
    }

    private Outcome ask(Ask ask) {
        return camel.requestBody("direct:transport.attempt", ask, Outcome.class);
    }

    private Device device(int n) {
        return fleet.lab().device(fleet.bmc(n).address());
    }

    private Part bios(int n) {
        return device(n).inventory().part(Part.Kind.BIOS);
    }

    private String url(int n) {
        return fleet.lab().packageUrls().stream()
                .filter(url -> url.contains("_" + bios(n).release() + "_WN64"))
                .findFirst()
                .orElseThrow();
    }

    /** The newest BIOS of a server, as the hub's store would hold it: under a name that is no package's. */
    private MultipartUpdate file(int n) throws IOException {
        Path file = Files.createTempFile("stored", "");
        file.toFile().deleteOnExit();
        try (InputStream in = URI.create(url(n)).toURL().openStream()) {
            Files.copy(in, file, StandardCopyOption.REPLACE_EXISTING);
        }
        String name = url(n).substring(url(n).lastIndexOf('/') + 1);
        return new MultipartUpdate(file, name, Files.size(file), false);
    }

    private Jobs.Job job(int n, Outcome submitted) {
        assertThat(submitted.word()).as(submitted.sentence()).isEqualTo(Word.DONE);
        String jid = submitted.as(Submitted.class).jid();
        Outcome jobs = ask(new Ask.ReadJobs(fleet.bmc(n), List.of(jid)));
        assertThat(jobs.word()).as(jobs.sentence()).isEqualTo(Word.DONE);
        return jobs.as(Jobs.class).jobs().getFirst();
    }

    private void staged(int n, Outcome submitted) {
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(job(n, submitted).state()).isEqualTo("Scheduled"));
    }

    @Test
    void a_package_that_is_sent_in_one_request_is_staged_and_installed_at_the_next_start() throws IOException {
        Outcome submitted = ask(new Ask.Submit(fleet.bmc(1), file(1)));
        staged(1, submitted);
        assertThat(ask(new Ask.Reset(fleet.bmc(1), ResetKind.FORCE_RESTART)).word())
                .isEqualTo(Word.DONE);
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() ->
                        assertThat(device(1).inventory().flashed()).containsEntry(bios(1).key(), bios(1).newest()));
    }

    @Test
    void an_idrac8_gets_its_package_the_older_way() throws IOException {
        Outcome inventory = ask(new Ask.ReadInventory(fleet.bmc(OLD)));
        assertThat(inventory.word()).as(inventory.sentence()).isEqualTo(Word.DONE);
        assertThat(inventory.as(Inventory.class).generation()).isEqualTo("13G");
        assertThat(inventory.as(Inventory.class).components())
                .extracting(Inventory.Installed::inventoryId)
                .contains("159__BIOS.Setup.1-1", "25227__iDRAC.Embedded.1-1");
        assertThat(modes.offered(fleet.bmc(OLD).hostId(), "redfish")).hasValueSatisfying(offered -> {
            assertThat(offered.fetches()).isFalse();
            assertThat(offered.takes()).isTrue();
            assertThat(offered.by()).isEqualTo("HttpPushUri and Install");
        });
        Outcome submitted = ask(new Ask.Submit(fleet.bmc(OLD), file(OLD)));
        staged(OLD, submitted);
        assertThat(device(OLD).with(() -> device(OLD).staging().held())).isEmpty();
    }

    @Test
    void an_idrac8_that_is_told_to_fetch_says_that_it_can_not_and_nothing_has_happened() {
        Outcome submitted = ask(new Ask.Submit(fleet.bmc(OLD), new SimpleUpdate("http://127.0.0.1:1/x.EXE", false)));
        assertThat(submitted.word()).as(submitted.sentence()).isEqualTo(Word.NEXT_TRANSPORT);
        assertThat(submitted.sentence()).contains("SimpleUpdate");
    }

    @Test
    void what_somebody_else_uploaded_is_left_where_it_is() throws IOException {
        MultipartUpdate file = file(OLD);
        Path copy = Files.copy(file.file(), Files.createTempDirectory("lab").resolve("copy.exe"));
        try (LabFleet other = LabFleet.start(jdbc, 34, 1, "--speed=600", "--behind=bios", "--older=1")) {
            Device old = other.lab().device(other.bmc(0).address());
            old.with(() -> old.staging().upload("theirs.EXE", copy));
            Outcome submitted = ask(new Ask.Submit(other.bmc(0), file));
            assertThat(submitted.word()).as(submitted.sentence()).isEqualTo(Word.REFUSED);
            assertThat(submitted.sentence()).contains("Available-159");
            assertThat(old.with(() -> old.staging().held())).isPresent();
            assertThat(old.with(() -> old.jobs().all())).isEmpty();
        }
    }

    @Test
    void an_upload_that_breaks_off_is_ambiguous_and_leaves_no_job() throws IOException {
        device(2).fault(Fault.PUSH_CUT, true, null);
        Outcome cut = ask(new Ask.Submit(fleet.bmc(2), file(2)));
        assertThat(cut.word()).as(cut.sentence()).isEqualTo(Word.AMBIGUOUS);
        assertThat(ask(new Ask.ReadJobs(fleet.bmc(2), List.of())).as(Jobs.class).jobs())
                .isEmpty();
        staged(2, ask(new Ask.Submit(fleet.bmc(2), file(2))));
    }

    @Test
    void a_device_in_lockdown_takes_no_package_that_is_sent() throws IOException {
        device(3).fault(Fault.LOCKDOWN, true, null);
        assertThat(ask(new Ask.Submit(fleet.bmc(3), file(3))).word()).isEqualTo(Word.LOCKDOWN);
    }

    @Test
    void an_idrac10_tells_of_its_jobs_by_the_standards_job_service() throws IOException {
        int ten = seventeenth();
        staged(ten, ask(new Ask.Submit(fleet.bmc(ten), file(ten))));
        Jobs jobs = ask(new Ask.ReadJobs(fleet.bmc(ten), List.of())).as(Jobs.class);
        assertThat(jobs.jobs()).singleElement().satisfies(job -> {
            assertThat(job.name()).startsWith("update:");
            assertThat(job.messageId()).isEqualTo("JCP001");
            assertThat(ask(new Ask.Clear(fleet.bmc(ten), List.of(job.jid()))).word())
                    .isEqualTo(Word.DONE);
        });
    }

    private int seventeenth() {
        return fleet.lab().devices().stream()
                .filter(device -> device.model().idrac10())
                .map(device -> fleet.lab().devices().indexOf(device))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void the_device_says_itself_what_a_catalog_has_for_it_and_installs_nothing() {
        assertThat(ask(new Ask.ReadRepository(fleet.bmc(4))).messageId()).isEqualTo("SUP028");
        Outcome dry = ask(new Ask.Submit(
                fleet.bmc(4), new InstallFromRepository(URI.create(fleet.lab().catalogUrl()), false)));
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(job(4, dry).state()).isEqualTo("Completed"));
        Outcome list = ask(new Ask.ReadRepository(fleet.bmc(4)));
        assertThat(list.word()).as(list.sentence()).isEqualTo(Word.DONE);
        assertThat(list.as(Repository.class).offers()).singleElement().satisfies(offer -> {
            assertThat(offer.fqdd()).isEqualTo("BIOS.Setup.1-1");
            assertThat(offer.componentId()).isEqualTo("159");
            assertThat(offer.version()).isEqualTo(bios(4).newest());
            assertThat(offer.installed()).isEqualTo(device(4).inventory().shown(bios(4)));
            assertThat(offer.reboot()).isEqualTo("HOST");
            assertThat(offer.criticality()).isEqualTo("Urgent");
        });
        assertThat(device(4).jobs().all()).hasSize(1);
        assertThat(device(4).tally().submits()).isEmpty();
    }

    @Test
    void a_catalog_that_is_applied_stages_a_job_for_each_package() {
        Outcome applied = ask(new Ask.Submit(
                fleet.bmc(6), new InstallFromRepository(URI.create(fleet.lab().catalogUrl()), true)));
        assertThat(applied.word()).as(applied.sentence()).isEqualTo(Word.DONE);
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(ask(new Ask.ReadJobs(fleet.bmc(6), List.of()))
                                .as(Jobs.class)
                                .jobs())
                        .extracting(Jobs.Job::state)
                        .containsExactlyInAnyOrder("Completed", "Scheduled"));
        assertThat(device(6).tally().hostResets()).isEmpty();
    }

    @Test
    void a_component_goes_back_to_the_version_that_the_device_has_kept() {
        int n = 7;
        String kept = device(n).with(() -> device(n).inventory().members().stream()
                .filter(member ->
                        member.copy() == Copy.PREVIOUS && member.part().kind() == Part.Kind.IDRAC)
                .findFirst()
                .orElseThrow()
                .version());
        Outcome none = ask(new Ask.Rollback(fleet.bmc(n), "25227__iDRAC.Embedded.1-1", "0.0.1", true));
        assertThat(none.word()).as(none.sentence()).isEqualTo(Word.REFUSED);
        Outcome back = ask(new Ask.Rollback(fleet.bmc(n), "25227__iDRAC.Embedded.1-1", kept, true));
        assertThat(back.word()).as(back.sentence()).isEqualTo(Word.DONE);
        await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> assertThat(
                        device(n).inventory().flashed())
                .containsEntry(device(n).inventory().part(Part.Kind.IDRAC).key(), kept));
        assertThat(device(n).with(() -> device(n).jobs().all()))
                .extracting(Job::type)
                .containsExactly(Job.Type.FIRMWARE_ROLLBACK);
    }

    @Test
    void what_a_device_offers_is_learned_with_its_inventory() {
        ask(new Ask.ReadInventory(fleet.bmc(8)));
        assertThat(modes.offered(fleet.bmc(8).hostId(), "redfish"))
                .hasValue(new UpdateMode.Offered(true, true, null, "MultipartHttpPushUri"));
        modes.fetched(fleet.bmc(8).hostId(), "RED006 Unable to download Update Package.");
        assertThat(modes.unfetched(fleet.bmc(8).hostId(), Duration.ofHours(1))).isPresent();
        modes.fetched(fleet.bmc(8).hostId(), null);
        assertThat(modes.unfetched(fleet.bmc(8).hostId(), Duration.ofHours(1))).isEmpty();
    }
}
