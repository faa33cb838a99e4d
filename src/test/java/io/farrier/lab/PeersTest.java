package io.farrier.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.farrier.lab.device.Tally;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Clients that nobody here wrote, doing to a virtual iDRAC what they do to a real one: Debian's python3-sushy, redfishtool
 * and ansible. Where one is not installed its tests skip themselves and say so.
 */
class PeersTest {
    private static final String PYTHON = "/usr/bin/python3";
    private static TestLab lab;

    @TempDir
    Path folder;

    @BeforeAll
    static void start() {
        lab = TestLab.of(60);
    }

    @AfterAll
    static void stop() {
        lab.close();
    }

    private record Ran(int exit, String out) {}

    /** Both streams together; the machine's own CA settings are kept away, since they overrule "do not verify". */
    private Ran run(List<String> command) throws IOException, InterruptedException {
        Path out = Files.createTempFile(folder, "out", ".txt");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(out.toFile());
        builder.environment().keySet().removeAll(List.of("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "OMAM_CA_BUNDLE"));
        builder.environment().put("ANSIBLE_PYTHON_INTERPRETER", PYTHON);
        builder.environment()
                .put("ANSIBLE_LOCAL_TEMP", folder.resolve("ansible").toString());
        builder.environment().put("ANSIBLE_HOME", folder.resolve("ansible-home").toString());
        builder.environment().put("PYTHONWARNINGS", "ignore");
        Process process = builder.start();
        if (!process.waitFor(90, TimeUnit.SECONDS)) {
            process.destroyForcibly();
        }
        return new Ran(process.waitFor(), Files.readString(out));
    }

    private void assumeThat(String peer, String... works) throws InterruptedException {
        boolean there;
        try {
            there = run(List.of(works)).exit() == 0;
        } catch (IOException notThere) {
            there = false;
        }
        if (!there) {
            System.out.println("SKIPPED: " + peer + " is not installed; the lab is not checked against it.");
        }
        assumeTrue(there, peer + " is not installed");
    }

    private static String address(int n) {
        return lab.device(n).address() + ":" + lab.lab.settings().httpsPort();
    }

    @Test
    void sushy_reads_updates_and_resets() throws Exception {
        assumeThat("python3-sushy", PYTHON, "-c", "import sushy");
        int n = lab.take("driver-pack");
        Path script = folder.resolve("peer.py");
        Files.writeString(script, """
                import sys, time, sushy
                from sushy import auth
                base, image = sys.argv[1:]
                root = sushy.Sushy(base, verify=False, auth=auth.SessionOrBasicAuth("root", "calvin"))
                system = root.get_system("/redfish/v1/Systems/System.Embedded.1")
                manager = root.get_manager("/redfish/v1/Managers/iDRAC.Embedded.1")
                print("system", system.sku, system.power_state)
                print("manager", manager.firmware_version)
                updates = root.get_update_service()
                print("inventory", len(updates.firmware_inventory.get_members()))
                monitor = updates.simple_update(image, transfer_protocol="HTTP")
                end = time.time() + 30
                while monitor.is_processing and time.time() < end:
                    time.sleep(0.2)
                    monitor.refresh()
                task = monitor.get_task()
                print("task", task.task_state.value, task.messages[0].message_id)
                system.reset_system(sushy.RESET_FORCE_RESTART)
                try:
                    system.reset_system(sushy.RESET_ON)
                except sushy.exceptions.HTTPError as e:
                    print("refused", e.status_code)
                """);
        Ran ran = run(List.of(PYTHON, script.toString(), "https://" + address(n), lab.packageUrl(n, "driver-pack")));
        assertThat(ran.exit()).as(ran.out()).isZero();
        String tag = lab.device(n).plate().tag().tag();
        int members = lab.device(n).inventory().members().size();
        assertThat(ran.out())
                .contains("system " + tag + " PowerState.ON", "inventory " + members)
                .contains("task Completed IDRAC.2")
                .contains("RED001", "refused 409");
        assertThat(lab.device(n).inventory().flashed().get("driver-pack")).isEqualTo(lab.newest(n, "driver-pack"));
        assertThat(lab.device(n).tally().hostResets())
                .extracting(Tally.Reset::type)
                .containsExactly("ForceRestart");
    }

    @Test
    void redfishtool_reads_and_resets_with_basic_and_with_a_session() throws Exception {
        assumeThat("redfishtool", "/usr/bin/redfishtool", "-V");
        List<String> tool =
                List.of("/usr/bin/redfishtool", "-r", address(1), "-S", "Always", "-u", "root", "-p", "calvin");
        Ran system = run(with(tool, "Systems", "-F", "get"));
        assertThat(system.exit()).as(system.out()).isZero();
        JsonNode read =
                TestLab.JSON.readTree(system.out().substring(system.out().indexOf('{')));
        assertThat(read.path("SKU").asText())
                .isEqualTo(lab.device(1).plate().tag().tag());

        Ran inventory = run(with(tool, "-A", "Session", "raw", "GET", Client.INVENTORY));
        assertThat(inventory.out()).contains("Installed-159-");
        Ran reset = run(with(tool, "-A", "Session", "Systems", "-F", "reset", "GracefulRestart"));
        assertThat(reset.exit()).as(reset.out()).isZero();
        assertThat(lab.device(1).tally().hostResets())
                .extracting(Tally.Reset::type)
                .containsExactly("GracefulRestart");
        Ran bmc = run(with(tool, "Managers", "-F", "reset", "GracefulRestart"));
        assertThat(bmc.exit()).as(bmc.out()).isZero();
        assertThat(lab.device(1).tally().bmcResets()).hasSize(1);
    }

    private static List<String> with(List<String> command, String... more) {
        List<String> all = new ArrayList<>(command);
        all.addAll(List.of(more));
        return all;
    }

    @Test
    void dells_own_module_updates_by_url_and_by_file() throws Exception {
        assumeThat(
                "ansible with dellemc.openmanage",
                "/usr/bin/ansible-doc",
                "-t",
                "module",
                "dellemc.openmanage.redfish_firmware");
        int n = lab.take("driver-pack");
        String arguments = "baseuri=" + address(n)
                + " username=root password=calvin validate_certs=false image_uri=%s transfer_protocol=HTTP";
        Ran byUrl =
                module("dellemc.openmanage.redfish_firmware", arguments.formatted(lab.packageUrl(n, "driver-pack")));
        assertThat(byUrl.out()).contains("Successfully submitted the firmware update task.", "JID_");
        await().atMost(Duration.ofSeconds(20))
                .until(
                        () -> lab.device(n).inventory().flashed().get("driver-pack"),
                        lab.newest(n, "driver-pack")::equals);

        String url = lab.packageUrl(n, "bios");
        Path file = Files.write(
                folder.resolve(url.substring(url.lastIndexOf('/') + 1)),
                lab.fetch(url).body());
        Ran byFile = module("dellemc.openmanage.redfish_firmware", arguments.formatted(file));
        assertThat(byFile.out()).contains("Successfully submitted the firmware update task.", "JID_");
        await().atMost(Duration.ofSeconds(20))
                .until(
                        () -> lab.device(n)
                                .inventory()
                                .flashed()
                                .get(lab.part(n, "bios").orElseThrow().key()),
                        lab.newest(n, "bios")::equals);
        assertThat(lab.device(n).tally().hostResets())
                .as("no apply time is Immediate, and the device reboots the host")
                .extracting(Tally.Reset::cause)
                .containsExactly(Tally.Cause.IMMEDIATE);
    }

    @Test
    void ansibles_general_modules_read_the_firmware() throws Exception {
        assumeThat(
                "ansible with community.general",
                "/usr/bin/ansible-doc",
                "-t",
                "module",
                "community.general.redfish_info");
        Ran ran = module(
                "community.general.redfish_info",
                "{\"baseuri\":\"%s\",\"username\":\"root\",\"password\":\"calvin\",\"category\":[\"Update\"],\"command\":[\"GetFirmwareInventory\"]}"
                        .formatted(address(2)));
        assertThat(ran.exit()).as(ran.out()).isZero();
        assertThat(ran.out()).contains("Integrated Dell Remote Access Controller", "BIOS");
    }

    private Ran module(String name, String arguments) throws IOException, InterruptedException {
        return run(List.of("/usr/bin/ansible", "localhost", "-m", name, "-a", arguments));
    }
}
