package io.farrier.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpServer;
import io.farrier.lab.device.Device;
import io.farrier.lab.device.Fault;
import io.farrier.lab.device.Tally;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Update jobs from the request to the installed version. Each test has a server of its own. */
class UpdateTest {
    private static final String BIOS = "BIOS.Setup.1-1";
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

    @Test
    void a_staged_bios_waits_for_a_reset_and_is_installed_in_its_post() {
        int n = lab.take("bios");
        Client client = lab.client(n);
        Device device = lab.device(n);
        String job = client.update(lab.packageUrl(n, "bios"), "OnReset");
        ends(client, job, "Scheduled");
        assertThat(client.job(job).path("MessageId").asText()).isEqualTo("JCP001");
        assertThat(client.get("/redfish/v1/TaskService/Tasks/" + job).status()).isEqualTo(202);
        assertThat(device.tally().hostResets()).isEmpty();
        String inventoryTime = inventoryTime(client);

        assertThat(client.reset("ForceRestart").status()).isEqualTo(204);
        soon().until(
                        () -> client.status().toString(),
                        status -> status.contains("\"LCStatus\":\"InUse\"")
                                && status.contains("\"ServerStatus\":\"AutomatedTaskExecution\""));
        ends(client, job, "Completed");
        assertThat(client.job(job).path("MessageId").asText()).isEqualTo("RED001");
        soon().until(() -> client.status().path("ServerStatus").asText(), "OutOfPOST"::equals);
        assertThat(client.installed(BIOS)).isEqualTo(lab.newest(n, "bios"));
        assertThat(client.get(Client.SYSTEM).body().path("BiosVersion").asText())
                .isEqualTo(lab.newest(n, "bios"));
        assertThat(inventoryTime(client)).isGreaterThan(inventoryTime);
        assertThat(device.tally().hostResets())
                .singleElement()
                .extracting(Tally.Reset::cause)
                .isEqualTo(Tally.Cause.ORDERED);
    }

    private static String inventoryTime(Client client) {
        return client.get(Client.SYSTEM)
                .body()
                .at("/Oem/Dell/DellSystem/LastSystemInventoryTime")
                .asText();
    }

    @Test
    void several_staged_jobs_share_one_reset() {
        int n = lab.take("nic-57414");
        Client client = lab.client(n);
        String bios = client.update(lab.packageUrl(n, "bios"), "OnReset");
        String nic = client.update(lab.packageUrl(n, "nic-57414"), "OnReset");
        ends(client, nic, "Scheduled");
        client.reset("GracefulRestart");
        ends(client, nic, "Completed");
        assertThat(client.jobState(bios)).isEqualTo("Completed");
        soon().until(() -> client.installed("NIC.Integrated.1-2-1"), lab.newest(n, "nic-57414")::equals);
        assertThat(client.installed("NIC.Integrated.1-1-1"))
                .as("one package, every port")
                .isEqualTo(lab.newest(n, "nic-57414"));
        assertThat(lab.device(n).tally().hostResets()).hasSize(1);
    }

    @Test
    void an_immediate_bios_reboots_the_host_by_itself() {
        int n = lab.take("bios");
        Client client = lab.client(n);
        String job = client.update(lab.packageUrl(n, "bios"), "Immediate");
        ends(client, job, "Completed");
        assertThat(lab.device(n).tally().hostResets())
                .singleElement()
                .extracting(Tally.Reset::cause)
                .isEqualTo(Tally.Cause.IMMEDIATE);
    }

    @Test
    void a_direct_component_needs_no_reset() {
        int n = lab.take("driver-pack");
        Client client = lab.client(n);
        String job = client.update(lab.packageUrl(n, "driver-pack"), "Immediate");
        ends(client, job, "Completed");
        assertThat(client.installed("DriverPack.Embedded.1:LC.Embedded.1")).isEqualTo(lab.newest(n, "driver-pack"));
        assertThat(lab.device(n).tally().hostResets()).isEmpty();
        assertThat(lab.device(n).tally().bmcResets()).isEmpty();
    }

    @Test
    void an_idrac_update_takes_the_bmc_away_with_its_sessions_and_tasks_and_keeps_the_job() {
        int n = lab.take("idrac9");
        Client client = lab.client(n);
        String token = client.post(
                        "/redfish/v1/SessionService/Sessions", "{\"UserName\":\"root\",\"Password\":\"calvin\"}")
                .header("X-Auth-Token");
        assertThat(client.send("GET", Client.MANAGER, null, "X-Auth-Token", token)
                        .status())
                .isEqualTo(200);
        String started = client.started();
        String job = client.update(lab.packageUrl(n, "idrac9"), "Immediate");
        soon().until(() -> client.restartedSince(started));

        assertThat(client.get(Client.MANAGER).body().path("FirmwareVersion").asText())
                .isEqualTo(lab.newest(n, "idrac9"));
        assertThat(client.installed("iDRAC.Embedded.1-1")).isEqualTo(lab.newest(n, "idrac9"));
        assertThat(client.installed("USC.Embedded.1:LC.Embedded.1")).isEqualTo(lab.newest(n, "idrac9"));
        assertThat(client.send("GET", Client.MANAGER, null, "X-Auth-Token", token)
                        .status())
                .isEqualTo(401);
        assertThat(client.get("/redfish/v1/TaskService/Tasks/" + job).status()).isEqualTo(404);
        assertThat(client.jobState(job)).isEqualTo("Completed");
        assertThat(lab.device(n).tally().hostResets()).isEmpty();
        soon().until(() -> client.status().path("LCStatus").asText(), "Ready"::equals);
    }

    @Test
    void the_device_fetches_from_its_own_address_once() throws IOException {
        int n = lab.take("");
        List<String> seen = new CopyOnWriteArrayList<>();
        HttpServer server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        server.createContext("/", exchange -> {
            seen.add(exchange.getRequestMethod() + " "
                    + exchange.getRemoteAddress().getAddress().getHostAddress());
            exchange.sendResponseHeaders(404, -1);
            exchange.close();
        });
        server.start();
        try {
            Client client = lab.client(n);
            String job = client.update(
                    "http://127.0.0.1:" + server.getAddress().getPort() + "/gone/BIOS_X_WN64_1.0.EXE", "OnReset");
            ends(client, job, "Failed");
            assertThat(client.job(job).path("MessageId").asText()).isEqualTo("RED006");
            assertThat(seen).containsExactly("GET " + lab.device(n).address());
        } finally {
            server.stop(0);
        }
    }

    @Test
    void bytes_that_the_vendor_did_not_sign_fail_with_red007() throws Exception {
        int n = lab.take("bios");
        byte[] tampered = lab.fetch(lab.packageUrl(n, "bios")).body();
        tampered[tampered.length / 2] ^= 1;
        HttpServer server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        server.createContext("/", exchange -> {
            exchange.sendResponseHeaders(200, tampered.length);
            exchange.getResponseBody().write(tampered);
            exchange.close();
        });
        server.start();
        try {
            Client client = lab.client(n);
            String job = client.update("http://127.0.0.1:" + server.getAddress().getPort() + "/x.EXE", "Immediate");
            ends(client, job, "Failed");
            assertThat(client.job(job).path("MessageId").asText()).isEqualTo("RED007");
        } finally {
            server.stop(0);
        }
    }

    @Test
    void a_package_for_another_server_or_for_an_absent_device_fails() {
        int n = lab.take("bios-r640");
        Client r640 = lab.client(n);
        String foreign = r640.update(lab.packageUrl(0, "bios-r750"), "OnReset");
        ends(r640, foreign, "Failed");
        assertThat(r640.job(foreign).path("MessageId").asText()).isEqualTo("RED017");

        Client r750 = lab.client(0);
        String absent = r750.update(lab.packageUrl(3, "nic-cx6"), "OnReset");
        ends(r750, absent, "Failed");
        assertThat(r750.job(absent).path("MessageId").asText()).isEqualTo("RED097");
    }

    @Test
    void a_second_job_for_the_same_part_and_a_cpld_beside_others_fail() {
        int n = lab.take("cpld");
        Client client = lab.client(n);
        String first = client.update(lab.packageUrl(n, "bios"), "OnReset");
        String second = client.update(lab.packageUrl(n, "bios"), "OnReset");
        String cpld = client.update(lab.packageUrl(n, "cpld"), "OnReset");
        ends(client, cpld, "Failed");
        assertThat(client.jobState(first)).isEqualTo("Scheduled");
        assertThat(client.job(second).path("MessageId").asText()).isEqualTo("RED014");
        assertThat(client.job(cpld).path("MessageId").asText()).isEqualTo("RED149");
        assertThat(client.delete(Client.MANAGER + "/Oem/Dell/Jobs/" + first).status())
                .isEqualTo(200);
        assertThat(client.get(Client.MANAGER + "/Oem/Dell/Jobs/" + first).status())
                .isEqualTo(404);
    }

    @Test
    void a_cpld_cuts_the_power_and_restarts_the_bmc() {
        int n = lab.take("cpld");
        Client client = lab.client(n);
        String started = client.started();
        String job = client.update(lab.packageUrl(n, "cpld"), "OnReset");
        ends(client, job, "Scheduled");
        client.reset("GracefulRestart");
        soon().until(() -> client.restartedSince(started));
        assertThat(client.jobState(job)).isEqualTo("Completed");
        soon().until(() -> client.status().path("ServerStatus").asText(), "OutOfPOST"::equals);
        assertThat(client.installed("CPLD.Embedded.1")).isEqualTo(lab.newest(n, "cpld"));
        assertThat(lab.device(n).tally().hostResets())
                .extracting(Tally.Reset::cause)
                .containsExactly(Tally.Cause.ORDERED, Tally.Cause.AC_CYCLE);
    }

    @Test
    void the_previous_image_can_be_brought_back() {
        int n = lab.take("bios");
        Client client = lab.client(n);
        String update = client.update(lab.packageUrl(n, "bios"), "Immediate");
        ends(client, update, "Completed");
        soon().until(() -> client.status().path("ServerStatus").asText(), "OutOfPOST"::equals);
        String previous = TestLab.ids(client.get(Client.INVENTORY).body()).stream()
                .filter(id -> id.contains("/Previous-159-"))
                .findFirst()
                .orElseThrow();
        String before = client.get(previous).body().path("Version").asText();
        String job = client.update(previous, "OnReset");
        ends(client, job, "Scheduled");
        assertThat(client.job(job).path("JobType").asText()).isEqualTo("FirmwareRollback");
        client.reset("ForceRestart");
        ends(client, job, "Completed");
        soon().until(() -> client.installed(BIOS), before::equals);
    }

    @Test
    void a_host_that_is_off_keeps_its_staged_job_until_it_is_switched_on() {
        int n = lab.take("bios");
        Client client = lab.client(n);
        assertThat(client.reset("GracefulShutdown").status()).isEqualTo(204);
        soon().until(() -> power(client), "Off"::equals);
        assertThat(client.reset("ForceOff").messageId()).endsWith("PSU502");
        String job = client.update(lab.packageUrl(n, "bios"), "OnReset");
        ends(client, job, "Scheduled");
        assertThat(client.reset("On").status()).isEqualTo(204);
        ends(client, job, "Completed");
        assertThat(power(client)).isEqualTo("On");
        assertThat(client.reset("On").status()).isEqualTo(409);
    }

    private static String power(Client client) {
        return client.get(Client.SYSTEM).body().path("PowerState").asText();
    }

    @Test
    void a_reset_in_the_middle_of_a_flash_breaks_the_job_off() {
        int n = lab.take("bios");
        lab.fault(n, Fault.STUCK_AT_40, 600);
        Client client = lab.client(n);
        String before = client.installed(BIOS);
        String job = client.update(lab.packageUrl(n, "bios"), "OnReset");
        ends(client, job, "Scheduled");
        client.reset("ForceRestart");
        ends(client, job, "Running");
        client.reset("ForceRestart");
        ends(client, job, "Failed");
        soon().until(() -> client.status().path("ServerStatus").asText(), "OutOfPOST"::equals);
        assertThat(client.installed(BIOS)).isEqualTo(before);
    }

    @Test
    void a_reboot_job_in_the_queue_reboots_the_host() {
        int n = lab.take("perc");
        Client client = lab.client(n);
        String service = Client.MANAGER + "/Oem/Dell/DellJobService/Actions/DellJobService.";
        String job = client.update(lab.packageUrl(n, "perc"), "OnReset");
        ends(client, job, "Scheduled");
        Client.Answer created =
                client.post(service + "CreateRebootJob", "{\"RebootJobType\":\"GracefulRebootWithForcedShutdown\"}");
        String reboot =
                created.header("Location").substring(created.header("Location").lastIndexOf('/') + 1);
        assertThat(reboot).startsWith("RID_");
        assertThat(client.post(
                                service + "SetupJobQueue",
                                "{\"JobArray\":[\"%s\",\"%s\"],\"StartTimeInterval\":\"TIME_NOW\"}"
                                        .formatted(job, reboot))
                        .status())
                .isEqualTo(200);
        ends(client, job, "Completed");
        ends(client, reboot, "RebootCompleted");
        assertThat(lab.device(n).tally().hostResets())
                .singleElement()
                .extracting(Tally.Reset::cause)
                .isEqualTo(Tally.Cause.REBOOT_JOB);
    }

    @Test
    void a_staged_job_past_its_until_time_does_not_run() {
        int n = lab.take("bios");
        Client client = lab.client(n);
        String service = Client.MANAGER + "/Oem/Dell/DellJobService/Actions/DellJobService.";
        String job = client.update(lab.packageUrl(n, "bios"), "OnReset");
        ends(client, job, "Scheduled");
        assertThat(client.post(
                                service + "SetupJobQueue",
                                "{\"JobArray\":[\"%s\"],\"StartTimeInterval\":\"TIME_NOW\",\"UntilTime\":\"20200101000000\"}"
                                        .formatted(job))
                        .status())
                .isEqualTo(200);
        assertThat(client.job(job).path("EndTime").asText()).isEqualTo("2020-01-01T00:00:00");
        client.reset("ForceRestart");
        ends(client, job, "Failed");
        assertThat(lab.device(n).tally().installs()).isEmpty();
    }

    @Test
    void a_request_that_is_wrong_is_refused_and_makes_no_job() {
        int n = lab.take("bios");
        Client client = lab.client(n);
        assertThat(client.post(Client.SIMPLE_UPDATE, "{").messageId()).endsWith("SYS405");
        assertThat(client.post(Client.SIMPLE_UPDATE, "{}").messageId()).endsWith("SYS428");
        assertThat(client.post(Client.SIMPLE_UPDATE, "{\"ImageURI\":\"http://x/y.EXE\",\"Speed\":1}")
                        .messageId())
                .endsWith("SYS429");
        assertThat(client.post(Client.SIMPLE_UPDATE, "{\"ImageURI\":\"http://x/y.BIN\"}")
                        .messageId())
                .endsWith("SYS434");
        assertThat(client.post(Client.SIMPLE_UPDATE, "{\"ImageURI\":\"ftp://x/y.EXE\"}")
                        .messageId())
                .endsWith("RED015");
        assertThat(client.send("PUT", Client.SYSTEM, "{}").status()).isEqualTo(405);
        assertThat(client.get("/redfish/v1/Nothing").messageId()).endsWith("SYS403");
        assertThat(lab.device(n).jobs().all()).isEmpty();
        assertThat(lab.device(n).tally().writes()).containsEntry("POST " + Client.SIMPLE_UPDATE, 5);
    }

    @Test
    void job_views_agree_and_tasks_go_ten_minutes_after_the_end() {
        int n = lab.take("diagnostics");
        Client client = lab.client(n);
        String job = client.update(lab.packageUrl(n, "diagnostics"), "Immediate");
        ends(client, job, "Completed");
        JsonNode dmtf = client.get("/redfish/v1/JobService/Jobs/" + job).body();
        assertThat(dmtf.path("JobState").asText()).isEqualTo("Completed");
        assertThat(dmtf.at("/Messages/0/MessageId").asText()).endsWith(".RED001");
        soon().until(() -> client.get("/redfish/v1/TaskService/Tasks/" + job).status(), Integer.valueOf(404)::equals);
        assertThat(client.jobState(job)).isEqualTo("Completed");
    }

    @Test
    void the_same_file_can_be_pushed_and_installed() throws Exception {
        int n = lab.take("driver-pack");
        Client client = lab.client(n);
        byte[] file = lab.fetch(lab.packageUrl(n, "driver-pack")).body();
        Client.Answer without = client.upload(Client.INVENTORY, "Drivers.EXE", file, null);
        assertThat(without.messageId()).endsWith("SYS404");
        String etag = client.get(Client.INVENTORY).header("ETag");
        Client.Answer uploaded = client.upload(Client.INVENTORY, "Drivers.EXE", file, etag);
        assertThat(uploaded.status()).isEqualTo(201);
        String available = uploaded.header("Location");
        assertThat(TestLab.ids(client.get(Client.INVENTORY).body())).contains(available);
        Client.Answer accepted = client.post(
                "/redfish/v1/UpdateService/Actions/Oem/DellUpdateService.Install",
                "{\"SoftwareIdentityURIs\":[\"" + available + "\"],\"InstallUpon\":\"Now\"}");
        assertThat(accepted.status()).isEqualTo(202);
        String job = accepted.header("Location")
                .substring(accepted.header("Location").lastIndexOf('/') + 1);
        ends(client, job, "Completed");
        assertThat(client.installed("DriverPack.Embedded.1:LC.Embedded.1")).isEqualTo(lab.newest(n, "driver-pack"));
        assertThat(TestLab.ids(client.get(Client.INVENTORY).body())).doesNotContain(available);
    }

    @Test
    void a_deleted_foreign_job_is_gone_and_the_tally_says_who_did_what() throws Exception {
        int n = lab.take("idrac9");
        Client client = lab.client(n);
        lab.fault(n, Fault.FOREIGN_JOB);
        String foreign = TestLab.ids(
                        client.get(Client.MANAGER + "/Oem/Dell/Jobs").body())
                .get(0);
        assertThat(client.get(foreign).body().path("JobType").asText()).isEqualTo("BIOSConfiguration");
        assertThat(client.post(
                                Client.MANAGER + "/Oem/Dell/DellJobService/Actions/DellJobService.DeleteJobQueue",
                                "{\"JobID\":\"JID_CLEARALL\"}")
                        .status())
                .isEqualTo(200);
        assertThat(client.get(foreign).status()).isEqualTo(404);
        JsonNode seen = lab.control("/devices/" + lab.device(n).address());
        assertThat(seen.path("jobs")).isEmpty();
        assertThat(seen.path("writes").toString()).contains("DeleteJobQueue");
    }

    @Test
    void a_bmc_reset_in_the_middle_of_a_flash_breaks_the_job_off_and_the_host_boots_on() {
        int n = lab.take("nic");
        lab.fault(n, Fault.STUCK_AT_40, 600);
        Client client = lab.client(n);
        String job = client.update(lab.packageUrl(n, "bios"), "OnReset");
        ends(client, job, "Scheduled");
        client.reset("ForceRestart");
        ends(client, job, "Running");
        client.post(Client.MANAGER + "/Actions/Manager.Reset", "{\"ResetType\":\"GracefulRestart\"}");
        ends(client, job, "Failed");
        soon().until(() -> client.status().path("ServerStatus").asText(), "OutOfPOST"::equals);
    }

    @Test
    void clearing_the_queue_by_force_ends_running_jobs_and_restarts_the_lifecycle_controller() {
        int n = lab.take("nic");
        lab.fault(n, Fault.STUCK_AT_40, 600);
        Client client = lab.client(n);
        String job = client.update(lab.packageUrl(n, "bios"), "OnReset");
        ends(client, job, "Scheduled");
        client.reset("ForceRestart");
        ends(client, job, "Running");
        assertThat(client.delete(Client.MANAGER + "/Oem/Dell/Jobs/" + job).messageId())
                .endsWith("JCP015");
        client.post(
                Client.MANAGER + "/Oem/Dell/DellJobService/Actions/DellJobService.DeleteJobQueue",
                "{\"JobID\":\"JID_CLEARALL_FORCE\"}");
        assertThat(client.get(Client.MANAGER + "/Oem/Dell/Jobs").body().path("Members"))
                .isEmpty();
        assertThat(client.status().path("LCStatus").asText()).isEqualTo("ReloadingData");
        soon().until(() -> client.status().path("LCStatus").asText(), "Ready"::equals);
        soon().until(() -> client.status().path("ServerStatus").asText(), "OutOfPOST"::equals);
    }

    @Test
    void one_at_a_time_downloads_and_a_restart_that_was_just_ordered_does_not_show() {
        Map<String, String> slow = TestLab.options(4);
        slow.put("speed", "10");
        try (TestLab slowly = TestLab.of(slow)) {
            Client client = slowly.client(3);
            String first = client.update(slowly.packageUrl(3, "bios"), "OnReset");
            String second = client.update(slowly.packageUrl(3, "nic-5720"), "OnReset");
            assertThat(client.jobState(first)).isEqualTo("Downloading");
            assertThat(client.job(first).path("Message").asText()).contains("BIOS_6FD2K_WN64_");
            assertThat(client.jobState(second)).isEqualTo("New");
            assertThat(client.job(second).path("MessageId").asText()).isEqualTo("RED023");
            assertThat(client.get("/redfish/v1/TaskService/Tasks/" + second).status())
                    .isEqualTo(202);

            client.post(Client.MANAGER + "/Actions/Manager.Reset", "{\"ResetType\":\"GracefulRestart\"}");
            assertThat(client.status().path("LCStatus").asText())
                    .as("just after a restart was ordered")
                    .isEqualTo("Ready");
        }
    }
}
