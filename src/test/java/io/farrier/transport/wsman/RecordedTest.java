package io.farrier.transport.wsman;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.farrier.transport.Failure;
import io.farrier.transport.Jobs;
import io.farrier.transport.Readiness;
import io.farrier.transport.Xml;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Answers that real iDRACs gave, as the recorded fixtures hold them. */
class RecordedTest {

    private static final Path FIXTURES = Path.of("../shared/fixtures/wsman");

    @BeforeEach
    void fixtures() {
        if (!Files.isDirectory(FIXTURES)) {
            System.out.println("SKIPPED: no recorded answers in " + FIXTURES.toAbsolutePath());
        }
        assumeTrue(Files.isDirectory(FIXTURES), "no recorded answers in " + FIXTURES.toAbsolutePath());
    }

    private static WsmanReply reply(int status, String name) throws Exception {
        Xml envelope = Xml.read(Files.readAllBytes(FIXTURES.resolve(name + ".xml")));
        return new WsmanReply(
                status, envelope.child("Body").orElseThrow().children().getFirst());
    }

    @Test
    void every_recorded_answer_can_be_read() throws Exception {
        try (var files = Files.list(FIXTURES)) {
            for (Path file : files.toList()) {
                assertThat(Xml.read(Files.readAllBytes(file)).name())
                        .as(file.toString())
                        .isEqualTo("Envelope");
            }
        }
    }

    @Test
    void an_enumeration_is_followed_by_its_contexts_to_its_end() throws Exception {
        List<String> found = new ArrayList<>();
        List<String> contexts = new ArrayList<>();
        for (int page = 1; page <= 4; page++) {
            WsmanReply reply = reply(200, "wsman-enum_context-" + page);
            reply.items().forEach(item -> found.add(item.value("InstanceID")));
            contexts.add(reply.context());
        }
        assertThat(found).hasSize(5).doesNotContainNull();
        assertThat(contexts.subList(0, 3)).containsOnly("enum-context-uuid");
        assertThat(contexts.getLast()).isNull();
        assertThat(reply(200, "enum-response").items()).isEmpty();
        assertThat(reply(200, "enum-response").context()).isEqualTo("c6595ee1-2664-1664-801f-c115cfb5fe14");
    }

    @Test
    void a_queue_is_read_without_the_entry_that_is_no_job() throws Exception {
        List<Jobs.Job> jobs = WsmanJobs.jobs(reply(200, "lifecycle_job-enum-ok").items());
        assertThat(jobs).hasSize(5).noneMatch(job -> job.jid().equals("JID_CLEARALL"));
        assertThat(jobs.getLast())
                .isEqualTo(new Jobs.Job(
                        "JID_001436981582",
                        "ConfigBIOS:BIOS.Setup.1-1",
                        null,
                        "Running",
                        34,
                        "PR20",
                        "Job in progress"));
        WsmanReply nothing = reply(200, "lifecycle_job-enum-not_found");
        assertThat(nothing.items()).isEmpty();
        assertThat(nothing.context()).isNull();
    }

    @Test
    void readiness_is_told_in_redfishs_words() throws Exception {
        assertThat(WsmanReady.readiness(
                        reply(200, "lc_getremoteservicesapistatus_ready").output("it")))
                .isEqualTo(new Readiness("Ready", "OutOfPOST", "Ready"));
        assertThat(WsmanReady.readiness(
                        reply(200, "lc_getremoteservicesapistatus_not_ready").output("it")))
                .isEqualTo(new Readiness("InUse", "OutOfPOST", "NotReady"));
    }

    @Test
    void a_system_that_tells_little_is_an_inventory_with_little() throws Exception {
        Xml system = reply(200, "system_view-enum-ok").items().getFirst();
        var inventory = WsmanInventory.inventory(system, List.of());
        assertThat(inventory.serviceTag()).isEqualTo("A1B2C3D");
        assertThat(inventory.model()).isEqualTo("PowerEdge R630");
        assertThat(inventory.bmcVersion()).isEqualTo("2.1.0");
        assertThat(inventory.generation()).isNull();
        assertThat(inventory.systemId()).isNull();
        assertThat(inventory.collectedAt()).isNull();
    }

    @Test
    void a_created_job_is_found_in_its_reference() throws Exception {
        Xml output =
                reply(200, "bios_service-invoke-create_targeted_config_job-ok").output("it");
        assertThat(WsmanReply.job(output, WsmanJobs.ID)).isEqualTo("JID_442507917525");
    }

    @Test
    void methods_that_did_it_pass_and_those_that_did_not_say_why() throws Exception {
        for (String good : List.of(
                "job_service-delete-job-id-ok",
                "computer_system-invoke-request_state_change-ok",
                "idrac_service-reset-ok")) {
            reply(200, good).output(good);
        }
        assertThatThrownBy(() -> reply(200, "job_service-delete-job-id-error").output("DeleteJobQueue"))
                .isInstanceOfSatisfying(
                        Failure.class, failure -> assertThat(failure.code()).isEqualTo("SUP011"))
                .hasMessageContaining("Invalid Job ID");
        assertThatThrownBy(() -> reply(200, "computer_system-invoke-request_state_change-error")
                        .output("RequestStateChange"))
                .isInstanceOfSatisfying(
                        Failure.class, failure -> assertThat(failure.code()).isEqualTo("SYS021"));
    }

    @Test
    void a_fault_is_its_subcode_without_a_prefix() throws Exception {
        WsmanReply fault = reply(500, "get-response-fault");
        assertThat(fault.ok()).isFalse();
        Failure failure = fault.failure("Get");
        assertThat(failure.code()).isEqualTo("DestinationUnreachable");
        assertThat(failure).hasMessageContaining("cannot find the resource").hasMessageNotContaining("..");
    }
}
