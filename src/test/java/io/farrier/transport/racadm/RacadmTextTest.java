package io.farrier.transport.racadm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.farrier.transport.Failure;
import io.farrier.transport.Inventory;
import io.farrier.transport.Jobs;
import io.farrier.transport.Readiness;
import io.farrier.transport.ResetKind;
import io.farrier.transport.Submitted;
import io.farrier.transport.Xml;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** RACADM's texts, and what they mean. */
class RacadmTextTest {

    private static final String BEGAN = """
            RAC987: Firmware update job for BIOS_6FD2K_WN64_1.15.2.EXE is initiated.
            This firmware update job may take several minutes to complete depending on
            the component or firmware being updated.
            """;

    private static String failed(RacadmReply reply) {
        return reply.failure("racadm x to 10.0.0.1").code();
    }

    private static Submitted began(int exit, String text) {
        return RacadmSubmit.submitted(RacadmReply.of(exit, text), "RAC987", "The update");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 9, 255})
    void an_update_has_begun_where_its_message_says_so_whatever_the_exit_code(int exit) {
        assertThat(began(exit, BEGAN + "Job ID: JID_561449281852\n").jid()).isEqualTo("JID_561449281852");
    }

    @Test
    void an_update_that_does_not_tell_its_job_is_one_that_has_to_be_looked_for() {
        for (String text : List.of(BEGAN, BEGAN + "JID_561449281852 JID_561449281853\n", BEGAN + "JID_12\n")) {
            assertThatThrownBy(() -> began(0, text))
                    .isInstanceOfSatisfying(
                            Failure.class, failure -> assertThat(failure.code()).isEqualTo("RAC987"));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "0, 'Applying RAC987 soon', racadm-error",
        "1, 'ERROR: RAC988 : Unable to initiate the X.EXE firmware update.', RAC988",
        "1, '\n\nRAC1201: Unable to complete the operation', RAC1201",
        "0, '', racadm-error"
    })
    void what_does_not_say_that_it_has_begun_has_not_been_seen_to_begin(int exit, String text, String code) {
        assertThatThrownBy(() -> began(exit, text))
                .isInstanceOfSatisfying(
                        Failure.class, failure -> assertThat(failure.code()).isEqualTo(code));
    }

    @ParameterizedTest
    @CsvSource({
        "12, 'Please try again later.', racadm-busy",
        "25089, 'A previous operation is in progress, please try again later.', racadm-busy",
        "1, 'ERROR: Invalid subcommand specified.', racadm-command",
        "1, 'Server is already powered OFF.', racadm-already",
        "1, 'ERROR: RAC0508 : Unable to complete the operation because the provider is not ready.', RAC0508",
        "3, 'Something else', racadm-error"
    })
    void a_command_that_failed_is_known_by_its_message_id_else_by_its_words(int exit, String text, String code) {
        RacadmReply reply = RacadmReply.of(exit, text);
        assertThat(reply.ok()).isFalse();
        assertThat(failed(reply)).isEqualTo(code);
    }

    @Test
    void warnings_before_the_answer_are_no_part_of_it() {
        RacadmReply reply = RacadmReply.of(0, """
                Security Alert: Certificate is invalid - self signed certificate\r
                Continuing execution. Use -S option for racadm to stop execution on certificate-related errors.\r
                Server power status: ON\r
                """);
        assertThat(reply.text()).isEqualTo("Server power status: ON\n");
    }

    @Test
    void a_device_that_talks_much_does_not_fill_the_sentence() {
        Failure failure = RacadmReply.of(1, "long ".repeat(500)).failure("racadm x");
        assertThat(failure.getMessage()).hasSizeLessThan(300);
    }

    @Test
    void the_brackets_of_newer_and_older_queues_are_the_same() {
        String queue = """
                -------------------------JOB QUEUE------------------------
                [Job ID=JID_503300216118]
                Job Name=Firmware Update: BIOS
                Status=[Ready For Execution]
                Scheduled Start Time=[Next Reboot]
                Message=[RED001: Job completed: all of it.]
                Percent Complete=100
                -----------------------------------------------------------
                """;
        assertThat(JobQueue.jobs(queue))
                .containsExactly(new Jobs.Job(
                        "JID_503300216118",
                        "Firmware Update: BIOS",
                        null,
                        "ReadyForExecution",
                        100,
                        "RED001",
                        "Job completed: all of it."));
        assertThat(JobQueue.jobs("----------------JOB QUEUE------------\n")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "-----JOB",
                "ERROR\n",
                "------JOB QUEUE------\n[Job ID=JID_503300216118]\nStatus=Comp",
                "------JOB QUEUE------\n[Job ID=JID_503300216118]\nStatus=Running\n"
            })
    void a_queue_that_is_cut_off_is_refused(String text) {
        assertThatThrownBy(() -> JobQueue.jobs(text))
                .isInstanceOfSatisfying(
                        Failure.class, failure -> assertThat(failure.code()).isEqualTo("garbled"));
    }

    @Test
    void the_system_is_read_and_without_a_service_tag_it_is_none() {
        String text = """

                RAC Information:
                RAC Date/Time           = Mon Nov 16 10:13:44 2015
                Firmware Version        = 2.23.23.21
                MAC Address             = 18:66:DA:00:00:01

                System Information:
                System Model            = PowerEdge R630
                System BIOS Version     = 1.3.6
                Service Tag             = ABC1234
                Host Name               =
                Power Status            = ON
                """;
        Inventory inventory = SystemInformation.inventory(text, List.of());
        assertThat(inventory.serviceTag()).isEqualTo("ABC1234");
        assertThat(inventory.model()).isEqualTo("PowerEdge R630");
        assertThat(inventory.bmcVersion()).isEqualTo("2.23.23.21");
        assertThat(inventory.biosVersion()).isEqualTo("1.3.6");
        assertThat(inventory.powerState()).isEqualTo("On");
        assertThat(inventory.hostName()).isNull();
        assertThatThrownBy(() -> SystemInformation.inventory(text.substring(0, text.indexOf("ABC1234")), List.of()))
                .isInstanceOf(Failure.class);
    }

    @Test
    void readiness_is_told_in_the_words_of_redfish() {
        assertThat(RemoteServices.readiness("""
                Host System Status = Collecting System Inventory
                Lifecycle Controller (LC) Status = Reloading Data
                Overall Status = Not Ready
                """))
                .isEqualTo(new Readiness("ReloadingData", "CollectingSystemInventory", "NotReady"));
    }

    @Test
    void no_command_restarts_the_host_with_an_update() {
        RacadmCommand command = RacadmSubmit.update("http://10.0.0.9:8080/files/4f2a/BIOS_6FD2K_WN64_1.15.2.EXE");
        assertThat(command.line())
                .isEqualTo("racadm update -f BIOS_6FD2K_WN64_1.15.2.EXE -e 10.0.0.9:8080/files/4f2a -t HTTP");
        assertThat(command.toString()).as("a link is a secret").doesNotContain("4f2a");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"http://h/f/A B.EXE", "http://h/f/A;racreset.EXE", "http://h/$(x)/A.EXE", "nfs://h/f/A.EXE"})
    void a_name_that_a_shell_would_take_apart_never_leaves(String uri) {
        assertThatThrownBy(() -> RacadmSubmit.update(uri).line())
                .isInstanceOfSatisfying(
                        Failure.class, failure -> assertThat(failure.code()).isEqualTo("mode"));
    }

    @Test
    void each_kind_of_reset_has_its_command() {
        assertThat(RacadmPower.reset(ResetKind.GRACEFUL_RESTART).line())
                .isEqualTo("racadm jobqueue create -r graceful -s TIME_NOW");
        assertThat(RacadmPower.reset(ResetKind.FORCE_RESTART).line()).isEqualTo("racadm serveraction hardreset");
        assertThat(RacadmPower.reset(ResetKind.GRACEFUL_SHUTDOWN).line())
                .isEqualTo("racadm serveraction graceshutdown");
        assertThat(RacadmPower.reset(ResetKind.ON).line()).isEqualTo("racadm serveraction powerup");
        assertThat(RacadmPower.reset(ResetKind.FORCE_OFF).line()).isEqualTo("racadm serveraction powerdown");
    }

    private static RacadmReply exec(String response) {
        byte[] bytes =
                ("<?xml version=\"1.0\"?><EXEC><RESP>" + response + "</RESP></EXEC>").getBytes(StandardCharsets.UTF_8);
        return CgiDocument.reply(CgiDocument.response(bytes, "x"), "x");
    }

    /** The one answer with a length that is published (smi-lib-racadm) counts a byte more than it has. */
    @Test
    void a_length_may_count_what_xml_drops_and_no_more() {
        String says = "A previous operation is in progress, please try again later.\n";
        RacadmReply busy =
                exec("<RC>0x0</RC><OUTPUTLEN>0x3e</OUTPUTLEN><CMDRC>0x6201</CMDRC><CMDOUTPUT>" + says + "</CMDOUTPUT>");
        assertThat(failed(busy)).isEqualTo("racadm-busy");
        assertThatThrownBy(() -> exec("<RC>0x0</RC><OUTPUTLEN>0x3e</OUTPUTLEN><CMDRC>0x0</CMDRC><CMDOUTPUT>"
                        + says.substring(0, 40) + "</CMDOUTPUT>"))
                .isInstanceOfSatisfying(
                        Failure.class, failure -> assertThat(failure.code()).isEqualTo("garbled"));
    }

    @Test
    void a_command_that_was_not_carried_out_is_told_apart_from_one_of_which_nobody_knows() {
        assertThatThrownBy(() -> exec("<RC>0x140004</RC>"))
                .isInstanceOfSatisfying(
                        Failure.class, failure -> assertThat(failure.code()).isEqualTo("login-lost"));
        assertThatThrownBy(() -> exec("<RC>0x2</RC>"))
                .isInstanceOfSatisfying(
                        Failure.class, failure -> assertThat(failure.code()).isEqualTo("racadm-error"));
    }

    @Test
    void a_password_of_any_characters_is_one_element() throws Exception {
        String document = new String(CgiDocument.login("root", "a<b&\"c'>"), StandardCharsets.UTF_8);
        assertThat(Xml.read(document.getBytes(StandardCharsets.UTF_8))
                        .find("PASSWORD")
                        .orElseThrow()
                        .content())
                .isEqualTo("a<b&\"c'>");
    }
}
