package io.farrier.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.farrier.lab.device.Device;
import io.farrier.lab.device.Fault;
import java.nio.channels.ClosedChannelException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Each fault of the menu does what it says. Each test has a server of its own. */
class FaultTest {
    private static final String SESSIONS = "/redfish/v1/SessionService/Sessions";
    private static final String LOGIN = "{\"UserName\":\"root\",\"Password\":\"calvin\"}";
    private static TestLab lab;

    @BeforeAll
    static void start() {
        lab = TestLab.of(90);
    }

    @AfterAll
    static void stop() {
        lab.close();
    }

    private static ConditionFactory soon() {
        return await().atMost(Duration.ofSeconds(20))
                .pollInterval(Duration.ofMillis(20))
                .ignoreExceptionsInstanceOf(Client.Gone.class);
    }

    private static void ends(Client client, String job, String state) {
        soon().until(() -> client.jobState(job), state::equals);
    }

    private static void settles(Client client) {
        soon().until(() -> client.status().path("ServerStatus").asText(), "OutOfPOST"::equals);
    }

    @Test
    void refuses_connection() throws Exception {
        lab.fault(0, Fault.REFUSES_CONNECTION);
        assertThatThrownBy(() -> lab.client(0).get("/redfish/v1"))
                .isInstanceOf(Client.Gone.class)
                .hasRootCauseInstanceOf(ClosedChannelException.class);
        lab.controlPost("/devices/" + lab.device(0).address() + "/faults", "{\"clear\":[\"refuses-connection\"]}");
        soon().until(() -> lab.client(0).answers());
    }

    @Test
    void slow() {
        lab.fault(1, Fault.SLOW, 0.5);
        long before = System.nanoTime();
        assertThat(lab.client(1).get("/redfish/v1").status()).isEqualTo(200);
        assertThat(Duration.ofNanos(System.nanoTime() - before)).isGreaterThan(Duration.ofMillis(490));
    }

    @Test
    void storms_come_and_go() {
        lab.fault(2, Fault.STORM_503);
        Client client = lab.client(2);
        soon().until(() -> client.get("/redfish/v1").status(), Integer.valueOf(503)::equals);
        soon().until(() -> client.get("/redfish/v1").status(), Integer.valueOf(200)::equals);
    }

    @Test
    void a_task_purged_early_is_404_while_its_job_runs() {
        int n = lab.take("bios");
        lab.fault(n, Fault.TASK_PURGED_EARLY);
        Client client = lab.client(n);
        String job = client.update(lab.packageUrl(n, "bios"), "OnReset");
        ends(client, job, "Scheduled");
        assertThat(client.get("/redfish/v1/TaskService/Tasks/" + job).status()).isEqualTo(404);
        assertThat(client.get("/redfish/v1/JobService/Jobs/" + job).status()).isEqualTo(200);
    }

    @Test
    void a_liar_says_completed_and_collects_a_fresh_inventory_with_the_old_version() {
        int n = lab.take("bios");
        lab.fault(n, Fault.COMPLETED_BUT_OLD_VERSION);
        Client client = lab.client(n);
        String before = client.installed("BIOS.Setup.1-1");
        String job = client.update(lab.packageUrl(n, "bios"), "Immediate");
        ends(client, job, "Completed");
        settles(client);
        assertThat(client.installed("BIOS.Setup.1-1")).isEqualTo(before);
        assertThat(inventoryTime(client)).isGreaterThan(lastReset(client));
        assertThat(lab.device(n).tally().installs()).isEmpty();
    }

    @Test
    void a_laggard_shows_the_new_version_only_later_and_its_inventory_time_says_so() {
        int n = lab.take("bios");
        lab.fault(n, Fault.INVENTORY_LAGS, 30);
        Client client = lab.client(n);
        String before = client.installed("BIOS.Setup.1-1");
        String job = client.update(lab.packageUrl(n, "bios"), "Immediate");
        ends(client, job, "Completed");
        settles(client);
        assertThat(client.installed("BIOS.Setup.1-1")).isEqualTo(before);
        assertThat(inventoryTime(client)).isLessThan(lastReset(client));
        soon().until(() -> client.installed("BIOS.Setup.1-1"), lab.newest(n, "bios")::equals);
        assertThat(inventoryTime(client)).isGreaterThan(lastReset(client));
    }

    private static String inventoryTime(Client client) {
        return client.get(Client.SYSTEM)
                .body()
                .at("/Oem/Dell/DellSystem/LastSystemInventoryTime")
                .asText();
    }

    private static String lastReset(Client client) {
        return client.get(Client.SYSTEM).body().path("LastResetTime").asText();
    }

    @Test
    void without_csior_the_inventory_stays_old_until_it_is_switched_on_and_the_host_posts() {
        int n = lab.take("nic-5720");
        lab.fault(n, Fault.CSIOR_OFF);
        Client client = lab.client(n);
        String attributes = Client.MANAGER + "/Oem/Dell/DellAttributes/LifecycleController.Embedded.1";
        String csior = "LCAttributes.1.CollectSystemInventoryOnRestart";
        assertThat(client.get(attributes).body().path("Attributes").path(csior).asText())
                .isEqualTo("Disabled");
        String before = inventoryTime(client);
        String job = client.update(lab.packageUrl(n, "nic-5720"), "Immediate");
        ends(client, job, "Completed");
        settles(client);
        assertThat(inventoryTime(client)).isEqualTo(before);

        assertThat(client.patch(attributes, "{\"Attributes\":{\"" + csior + "\":\"Enabled\"}}")
                        .status())
                .isEqualTo(200);
        client.reset("ForceRestart");
        soon().until(() -> inventoryTime(client).compareTo(before) > 0);
        assertThat(client.installed("NIC.Embedded.1-1-1")).isEqualTo(lab.newest(n, "nic-5720"));
    }

    @Test
    void jobs_fail_with_red007() {
        int n = lab.take("driver-pack");
        lab.fault(n, Fault.JOB_FAILS_RED007);
        Client client = lab.client(n);
        String job = client.update(lab.packageUrl(n, "driver-pack"), "Immediate");
        ends(client, job, "Failed");
        assertThat(client.job(job).path("MessageId").asText()).isEqualTo("RED007");
    }

    @Test
    void the_job_of_a_bios_fails_and_other_packages_go_on() {
        int n = lab.take("bios");
        lab.fault(n, Fault.BIOS_JOB_FAILS);
        Client client = lab.client(n);
        String bios = client.update(lab.packageUrl(n, "bios"), "Immediate");
        ends(client, bios, "Failed");
        assertThat(client.job(bios).path("MessageId").asText()).isEqualTo("PR21");
        String pack = client.update(lab.packageUrl(n, "driver-pack"), "Immediate");
        ends(client, pack, "Completed");
    }

    @Test
    void a_job_stays_at_40_percent_and_then_fails_with_jcp052() {
        int n = lab.take("bios");
        lab.fault(n, Fault.STUCK_AT_40, 30);
        Client client = lab.client(n);
        String job = client.update(lab.packageUrl(n, "bios"), "Immediate");
        soon().until(() -> client.job(job).path("PercentComplete").asInt(), Integer.valueOf(40)::equals);
        ends(client, job, "Failed");
        assertThat(client.job(job).path("MessageId").asText()).isEqualTo("JCP052");
        settles(client);
    }

    @Test
    void good_credentials_are_refused_for_a_while_after_a_bmc_reset() {
        lab.fault(9, Fault.BAD_LOGIN_AFTER_RESET, 30);
        Client client = lab.client(9);
        assertThat(client.get(Client.MANAGER).status()).isEqualTo(200);
        client.post(Client.MANAGER + "/Actions/Manager.Reset", "{\"ResetType\":\"GracefulRestart\"}");
        soon().until(() -> client.post(SESSIONS, LOGIN).status(), Integer.valueOf(401)::equals);
        assertThat(client.get("/redfish/v1").status()).isEqualTo(200);
        soon().until(() -> client.post(SESSIONS, LOGIN).status(), Integer.valueOf(201)::equals);
        assertThat(lab.device(9).tally().failedLogins()).isPositive();
    }

    @Test
    void a_full_house_of_sessions_says_rac0218_and_basic_still_works() {
        lab.fault(10, Fault.SESSION_CAP_REACHED);
        Client client = lab.client(10);
        Client.Answer answer = client.post(SESSIONS, LOGIN);
        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.messageId()).endsWith("RAC0218");
        assertThat(TestLab.ids(client.get(SESSIONS).body())).hasSize(8);
    }

    @Test
    void the_ninth_session_of_our_own_is_refused_too_until_one_ends() {
        Client client = lab.client(11);
        String last = "";
        for (int i = 0; i < 8; i++) {
            last = client.post(SESSIONS, LOGIN).header("Location");
        }
        assertThat(client.post(SESSIONS, LOGIN).messageId()).endsWith("RAC0218");
        assertThat(client.delete(last).status()).isEqualTo(200);
        assertThat(client.post(SESSIONS, LOGIN).status()).isEqualTo(201);
    }

    @Test
    void the_certificate_is_another_after_a_reset_and_on_demand() throws Exception {
        X509Certificate first = certificate(12);
        assertThat(certificate(12)).isEqualTo(first);
        lab.controlPost("/devices/" + lab.device(12).address() + "/certificate", "");
        X509Certificate second = certificate(12);
        assertThat(second.getPublicKey()).isNotEqualTo(first.getPublicKey());

        lab.fault(12, Fault.CERTIFICATE_CHANGES);
        String started = lab.client(12).started();
        lab.client(12).post(Client.MANAGER + "/Actions/Manager.Reset", "{\"ResetType\":\"GracefulRestart\"}");
        soon().until(() -> lab.client(12).restartedSince(started));
        assertThat(certificate(12)).isNotIn(first, second);
        assertThat(second.getSubjectX500Principal().getName())
                .contains("CN=idrac-" + lab.device(12).plate().tag().tag());
    }

    private static X509Certificate certificate(int n) {
        Client client = lab.client(n);
        client.get("/redfish/v1");
        return client.certificate();
    }

    @Test
    void a_restart_without_the_fault_keeps_the_certificate() {
        X509Certificate before = certificate(13);
        String started = lab.client(13).started();
        lab.client(13).post(Client.MANAGER + "/Actions/Manager.Reset", "{\"ResetType\":\"GracefulRestart\"}");
        soon().until(() -> lab.client(13).restartedSince(started));
        assertThat(certificate(13)).isEqualTo(before);
    }

    @Test
    void a_lifecycle_controller_that_is_not_ready_takes_no_update_until_it_is() {
        int n = lab.take("bios");
        lab.fault(n, Fault.LC_NOT_READY, 30);
        Client client = lab.client(n);
        assertThat(client.status().path("LCStatus").asText()).isEqualTo("NotInitialized");
        Client.Answer refused =
                client.post(Client.SIMPLE_UPDATE, "{\"ImageURI\":\"" + lab.packageUrl(n, "bios") + "\"}");
        assertThat(refused.status()).isEqualTo(503);
        assertThat(refused.messageId()).endsWith("RAC0508");
        soon().until(() -> client.status().path("LCStatus").asText(), "Ready"::equals);
        assertThat(client.update(lab.packageUrl(n, "bios"), "OnReset")).startsWith("JID_");
    }

    @Test
    void ready_too_early_says_ready_and_serves_nothing_yet() {
        lab.fault(15, Fault.READY_TOO_EARLY, 30);
        Client client = lab.client(15);
        client.post(Client.MANAGER + "/Actions/Manager.Reset", "{\"ResetType\":\"GracefulRestart\"}");
        soon().until(() -> client.get(Client.INVENTORY).status(), Integer.valueOf(503)::equals);
        JsonNode status = client.status();
        assertThat(status.path("LCStatus").asText()).isEqualTo("Ready");
        assertThat(status.path("Status").asText()).isEqualTo("Ready");
        assertThat(client.get(Client.INVENTORY).status()).isEqualTo(503);
        soon().until(() -> client.get(Client.INVENTORY).status(), Integer.valueOf(200)::equals);
    }

    @Test
    void a_submit_is_accepted_at_once_and_answered_late() {
        int n = lab.take("bios");
        lab.fault(n, Fault.SUBMIT_ANSWER_DELAYED, 2);
        Client client = lab.client(n);
        Thread submitting = Thread.ofVirtual().start(() -> client.update(lab.packageUrl(n, "bios"), "OnReset"));
        soon().until(() -> lab.device(n).tally().submits().size(), Integer.valueOf(1)::equals);
        assertThat(submitting.isAlive()).isTrue();
        soon().until(() -> !submitting.isAlive());
    }

    @Test
    void lockdown_refuses_updates_and_its_attribute_says_so() {
        int n = lab.take("bios");
        lab.fault(n, Fault.LOCKDOWN);
        Client client = lab.client(n);
        Client.Answer refused =
                client.post(Client.SIMPLE_UPDATE, "{\"ImageURI\":\"" + lab.packageUrl(n, "bios") + "\"}");
        assertThat(refused.status()).isEqualTo(403);
        assertThat(refused.messageId()).endsWith("SYS406");
        assertThat(client.get(Client.MANAGER + "/Oem/Dell/DellAttributes/iDRAC.Embedded.1")
                        .body()
                        .path("Attributes")
                        .path("Lockdown.1.SystemLockdown")
                        .asText())
                .isEqualTo("Enabled");
    }

    @Test
    void a_wrong_password_is_counted_and_three_lock_the_client_out_for_a_minute() {
        lab.fault(18, Fault.WRONG_PASSWORD);
        Client client = lab.client(18);
        for (int i = 0; i < 3; i++) {
            assertThat(client.post(SESSIONS, LOGIN).messageId()).endsWith("SYS415");
        }
        assertThat(lab.device(18).tally().failedLogins()).isEqualTo(3);
        lab.device(18).fault(Fault.WRONG_PASSWORD, false, null);
        assertThat(client.post(SESSIONS, LOGIN).status()).as("locked out").isIn(401, 201);
        soon().until(() -> client.post(SESSIONS, LOGIN).status(), Integer.valueOf(201)::equals);
        assertThat(client.send("GET", Client.MANAGER, null, "X-Auth-Token", "dead")
                        .status())
                .isEqualTo(401);
        assertThat(lab.device(18).tally().deadTokens()).isEqualTo(1);
    }

    @Test
    void a_graceful_shutdown_that_the_operating_system_ignores_changes_nothing_and_force_does() {
        lab.fault(19, Fault.GRACEFUL_IGNORED);
        Client client = lab.client(19);
        String before = lastReset(client);
        assertThat(client.reset("GracefulRestart").status()).isEqualTo(204);
        await().during(Duration.ofMillis(300)).atMost(Duration.ofSeconds(2)).until(() -> lastReset(client)
                .equals(before));
        client.reset("ForceOff");
        soon().until(() -> client.get(Client.SYSTEM).body().path("PowerState").asText(), "Off"::equals);
    }

    @Test
    void a_foreign_job_stays_until_somebody_deletes_it_or_the_host_posts() {
        lab.fault(20, Fault.FOREIGN_JOB);
        Client client = lab.client(20);
        String job =
                TestLab.ids(client.get("/redfish/v1/JobService/Jobs").body()).get(0);
        assertThat(client.get(job).body().path("JobState").asText()).isEqualTo("Pending");
        client.reset("ForceRestart");
        soon().until(() -> client.get(job).body().path("JobState").asText(), "Completed"::equals);
    }

    @Test
    void every_word_of_the_menu_is_understood_and_another_changes_nothing() throws Exception {
        Set<Fault> known = new HashSet<>();
        for (JsonNode item : lab.control("").path("menu")) {
            known.add(Fault.of(item.path("fault").asText()));
            assertThat(item.path("description").asText()).isNotBlank();
        }
        assertThat(known).containsExactlyInAnyOrder(Fault.values());
        var refused = lab.controlPost(
                "/devices/" + lab.device(21).address() + "/faults", "{\"set\":[\"lockdown\",\"gremlins\"]}");
        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(refused.body()).contains("gremlins", "inventory-lags");
        assertThat(lab.device(21).faults().all()).isEmpty();
    }

    @Test
    void likelihoods_pick_the_same_devices_for_the_same_seed() {
        Map<String, String> options = TestLab.options(40);
        options.put("faults", "lockdown=0.5");
        Set<String> first = lockedDown(options);
        assertThat(first).hasSizeBetween(8, 32).isEqualTo(lockedDown(options));
        options.put("seed", "21");
        assertThat(lockedDown(options)).isNotEqualTo(first);
    }

    private static Set<String> lockedDown(Map<String, String> options) {
        try (TestLab lab = TestLab.of(options)) {
            return lab.lab.devices().stream()
                    .filter(Device::lockdown)
                    .map(Device::address)
                    .collect(Collectors.toSet());
        }
    }

    @Test
    void a_fault_for_a_device_that_is_not_there_is_refused() {
        Map<String, String> options = TestLab.options(2);
        options.put("device-faults", "127.99.0.1=slow+lockdown");
        assertThatThrownBy(() -> TestLab.of(options)).hasMessageContaining("no server at 127.99.0.1");
    }

    @Test
    void the_menu_in_the_documentation_is_the_menu() throws Exception {
        String documented = Files.readString(Path.of("docs/lab.md"));
        Arrays.stream(Fault.values()).forEach(fault -> assertThat(documented).contains("`" + fault.word() + "`"));
    }
}
