package io.farrier.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.farrier.lab.device.Fault;
import io.farrier.lab.device.Tally;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.assertj.core.groups.Tuple;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An IPMI client that nobody here wrote against a virtual iDRAC: ipmitool. */
class IpmiPeersTest {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static TestLab lab;

    @TempDir
    Path folder;

    @BeforeAll
    static void start() {
        lab = TestLab.of(8);
    }

    @AfterAll
    static void stop() {
        lab.close();
    }

    private Peer.Ran ipmitool(int n, String password, List<String> words) throws Exception {
        return ipmitool(lab, n, password, words);
    }

    private Peer.Ran ipmitool(TestLab lab, int n, String password, List<String> words) throws Exception {
        Peer peer = new Peer(folder);
        peer.assume("ipmitool", "ipmitool", "-V");
        List<String> command = new ArrayList<>(List.of("ipmitool", "-v", "-I", "lanplus", "-N", "1", "-R", "2"));
        command.addAll(List.of(
                "-H", lab.device(n).address(), "-p", "" + lab.lab.settings().ipmiPort()));
        command.addAll(List.of("-U", "root", "-P", password));
        command.addAll(words);
        return peer.run("", command);
    }

    private String says(int n, String... words) throws Exception {
        Peer.Ran ran = ipmitool(n, "calvin", List.of(words));
        assertThat(ran.exit()).as(ran.out()).isZero();
        return ran.out();
    }

    @ParameterizedTest
    @ValueSource(strings = {"3", "17"})
    void a_dell_says_who_made_it_and_two_numbers_of_its_firmware(String suite) throws Exception {
        String[] firmware = lab.device(0).bmc().firmware().split("\\.");
        assertThat(says(0, "-C", suite, "mc", "info"))
                .containsPattern("Manufacturer ID +: 674")
                .containsPattern("Firmware Revision +: " + firmware[0] + "\\." + firmware[1])
                .containsPattern("IPMI Version +: 2.0");
    }

    @Test
    void a_client_that_names_no_cipher_suite_takes_the_best() throws Exception {
        assertThat(says(0, "chassis", "power", "status")).contains("cipher suite 17", "Chassis Power is on");
    }

    @Test
    void the_fru_tells_the_service_tag_and_the_guid_is_the_one_that_redfish_tells() throws Exception {
        var tag = lab.device(0).plate().tag();
        assertThat(says(0, "-C", "3", "fru"))
                .containsPattern("Product Serial +: " + tag.tag())
                .containsPattern("Product Name +: " + lab.device(0).model().model());
        assertThat(says(0, "-C", "3", "mc", "guid")).contains(tag.uuid());
    }

    @Test
    void the_host_is_stopped_and_started_and_the_lab_knows_by_whom() throws Exception {
        says(1, "-C", "3", "chassis", "power", "off");
        await().atMost(SOON).until(() -> !lab.device(1).host().on());
        assertThat(says(1, "-C", "3", "chassis", "power", "status")).contains("Chassis Power is off");
        Peer.Ran again = ipmitool(1, "calvin", List.of("-C", "3", "chassis", "power", "off"));
        assertThat(again.exit()).isNotZero();
        assertThat(again.out()).contains("not supported in present state");
        says(1, "-C", "3", "chassis", "power", "on");
        await().atMost(SOON).until(() -> lab.device(1).host().on());
        says(1, "-C", "3", "chassis", "power", "cycle");
        assertThat(lab.device(1).tally().hostResets())
                .extracting(Tally.Reset::type, Tally.Reset::cause, Tally.Reset::from)
                .containsExactly(
                        Tuple.tuple("ForceOff", Tally.Cause.ORDERED, "127.0.0.1"),
                        Tuple.tuple("On", Tally.Cause.ORDERED, "127.0.0.1"),
                        Tuple.tuple("PowerCycle", Tally.Cause.ORDERED, "127.0.0.1"));
    }

    @Test
    void an_operator_may_not_restart_the_bmc() throws Exception {
        ipmitool(2, "calvin", List.of("-C", "3", "-L", "OPERATOR", "mc", "reset", "cold"));
        assertThat(lab.device(2).tally().bmcResets()).isEmpty();
    }

    @Test
    void a_cold_reset_silences_the_bmc_for_a_while_and_leaves_the_host_alone() throws Exception {
        Map<String, String> slower = TestLab.options(1);
        slower.put("speed", "60");
        try (TestLab own = TestLab.of(slower)) {
            List<String> once = List.of("-C", "3", "-R", "1", "mc", "info");
            assertThat(ipmitool(own, 0, "calvin", List.of("-C", "3", "mc", "reset", "cold"))
                            .exit())
                    .isZero();
            await().atMost(SOON).until(() -> ipmitool(own, 0, "calvin", once).exit() != 0);
            await().atMost(SOON).until(() -> ipmitool(own, 0, "calvin", once).exit() == 0);
            assertThat(own.device(0).tally().bmcResets()).hasSize(1);
            assertThat(own.device(0).tally().hostResets()).isEmpty();
        }
    }

    @Test
    void a_wrong_password_is_found_wrong() throws Exception {
        Peer.Ran ran = ipmitool(4, "hobbes", List.of("-C", "3", "mc", "info"));
        assertThat(ran.exit()).isNotZero();
        assertThat(ran.out()).contains("RAKP 2 HMAC is invalid");
    }

    @Test
    void a_dead_ipmi_is_silent_and_the_rest_of_the_device_is_not() throws Exception {
        lab.fault(5, Fault.IPMI_DEAD);
        assertThat(ipmitool(5, "calvin", List.of("-C", "3", "mc", "info")).out())
                .contains("Get Auth Capabilities error");
        assertThat(lab.client(5).status().path("LCStatus").asText()).isEqualTo("Ready");
        lab.device(5).fault(Fault.IPMI_DEAD, false, null);
        says(5, "-C", "3", "mc", "info");
    }

    @Test
    void an_answer_that_comes_late_is_not_a_second_order() throws Exception {
        lab.fault(6, Fault.SLOW, 1.5);
        ipmitool(6, "calvin", List.of("-C", "3", "-R", "5", "chassis", "power", "reset"));
        lab.device(6).fault(Fault.SLOW, false, null);
        assertThat(lab.device(6).tally().hostResets()).hasSizeLessThanOrEqualTo(1);
    }
}
