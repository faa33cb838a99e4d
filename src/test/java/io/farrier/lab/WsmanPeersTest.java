package io.farrier.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.farrier.lab.device.Fault;
import io.farrier.lab.device.Inventory;
import io.farrier.lab.device.JobState;
import io.farrier.lab.device.Part;
import io.farrier.lab.device.Tally;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** WS-MAN clients that nobody here wrote against a virtual iDRAC: OpenStack's python3-dracclient and Dell's own wsl. */
class WsmanPeersTest {
    private static final String PYTHON = "/usr/bin/python3";
    private static final Duration SOON = Duration.ofSeconds(20);
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

    /** The n-th server that has WS-MAN at all. */
    private static int idrac9(int n) {
        int found = -1;
        for (int i = 0; i <= n; i++) {
            do {
                found++;
            } while (lab.device(found).model().idrac10());
        }
        return found;
    }

    private String dracclient(int n, String script, String... arguments) throws Exception {
        Peer peer = new Peer(folder);
        peer.assume("python3-dracclient", PYTHON, "-c", "import dracclient.client");
        Path file = folder.resolve("peer.py");
        Files.writeString(file, """
                import sys, time
                from dracclient import client, constants
                drac = client.DRACClient(sys.argv[1], "root", "calvin", port=int(sys.argv[2]), ready_retry_delay=1)
                """ + script);
        List<String> command = new ArrayList<>(List.of(
                PYTHON,
                file.toString(),
                lab.device(n).address(),
                String.valueOf(lab.lab.settings().httpsPort())));
        command.addAll(List.of(arguments));
        Peer.Ran ran = peer.run("", command);
        assertThat(ran.exit()).as(ran.out()).isZero();
        return ran.out();
    }

    private String wsl(int n, String... arguments) throws Exception {
        Peer peer = new Peer(folder);
        peer.assume(
                "wsl",
                "/bin/sh",
                "-c",
                "command -v wsl && command -v curl && command -v xmllint && command -v uuidgen");
        List<String> command = new ArrayList<>(List.of(arguments));
        Peer.Ran ran = peer.run(
                "%s:%d\nroot\ncalvin\n"
                        .formatted(lab.device(n).address(), lab.lab.settings().httpsPort()),
                command);
        return ran.out();
    }

    @Test
    void dracclient_reads_the_system_its_jobs_and_its_power() throws Exception {
        int n = idrac9(0);
        lab.fault(n, Fault.FOREIGN_JOB);
        String out = dracclient(n, """
                system = drac.get_system()
                print("system", system.service_tag, system.model, system.uuid)
                print("ready", drac.is_idrac_ready())
                print("power", drac.get_power_state())
                print("jobs", [(job.name, job.status) for job in drac.list_jobs(only_unfinished=True)])
                print("job", drac.get_job("JID_000000000001"))
                print("bios", drac.client.enumerate(
                    "http://schemas.dell.com/wbem/wscim/1/cim-schema/2/DCIM_SoftwareIdentity", max_elems=5).xpath(
                    "count(//*[local-name()='DCIM_SoftwareIdentity'])"))
                """);
        var device = lab.device(n);
        assertThat(out)
                .contains("system " + device.plate().tag().tag() + " "
                        + device.model().model() + " " + device.plate().tag().uuid())
                .contains("ready True", "power POWER_ON", "job None")
                .contains("jobs [('ConfigBIOS:BIOS.Setup.1-1', 'Scheduled')]")
                .contains("bios " + (double) device.inventory().members().size());
    }

    @Test
    void dracclient_reboots_by_a_job_deletes_jobs_and_changes_power() throws Exception {
        int n = idrac9(1);
        lab.fault(n, Fault.FOREIGN_JOB);
        String out = dracclient(n, """
                foreign = drac.list_jobs(only_unfinished=True)[0]
                drac.delete_jobs([foreign.id])
                try:
                    drac.delete_jobs(["JID_000000000001"])
                except Exception as e:
                    print("refused", e)
                rid = drac.create_reboot_job()
                drac.schedule_job_execution([rid])
                end = time.time() + 20
                while drac.get_job(rid).status not in ("Reboot Completed", "Reboot Failed") and time.time() < end:
                    time.sleep(0.2)
                print("reboot", drac.get_job(rid).status)
                drac.set_power_state("POWER_OFF")
                while drac.get_power_state() != "POWER_OFF" and time.time() < end:
                    time.sleep(0.2)
                print("power", drac.get_power_state())
                try:
                    drac.set_power_state("POWER_OFF")
                except Exception as e:
                    print("refused", e)
                """);
        assertThat(out)
                .contains("refused", "Invalid Job ID", "reboot Reboot Completed", "power POWER_OFF")
                .contains("failed to set RequestedState");
        assertThat(lab.device(n).tally().hostResets())
                .extracting(Tally.Reset::cause, Tally.Reset::type)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple(Tally.Cause.REBOOT_JOB, "RebootForce"),
                        org.assertj.core.groups.Tuple.tuple(Tally.Cause.ORDERED, "ForceOff"));
    }

    @Test
    void dracclient_waits_until_the_lifecycle_controller_is_ready() throws Exception {
        int n = idrac9(2);
        lab.fault(n, Fault.LC_NOT_READY, 40);
        assertThat(dracclient(n, """
                print("before", drac.is_idrac_ready())
                drac.wait_until_idrac_is_ready()
                print("after", drac.is_idrac_ready())
                """)).contains("before False", "after True");
    }

    @Test
    void wsl_identifies_enumerates_and_pulls() throws Exception {
        int n = idrac9(3);
        assertThat(wsl(n, "wsl", "identify", "check")).contains("Openwsman Project");
        String software = wsl(n, "wsl", "enum", "DCIM_SoftwareIdentity");
        assertThat(software).contains("BIOS.Setup.1-1", "DCIM:INSTALLED#741__BIOS.Setup.1-1");
        assertThat(software.split("<n1:InstanceID>", -1))
                .hasSize(lab.device(n).inventory().members().size() + 1);
        assertThat(wsl(n, "wsl", "enum", "DCIM_NoSuchThing")).contains("DestinationUnreachable");
    }

    @Test
    void wsl_installs_a_package_and_sets_it_up_for_the_next_restart() throws Exception {
        int n;
        do {
            n = lab.take("bios");
        } while (lab.device(n).model().idrac10());
        Part bios = lab.part(n, "bios").orElseThrow();
        String target = lab.device(n).inventory().members().stream()
                .filter(member -> member.part() == bios && member.copy() == Inventory.Copy.INSTALLED)
                .findFirst()
                .orElseThrow()
                .instance();
        Path epr = reference(target);
        String out = wsl(
                n,
                "wslinvoke",
                "DCIM_SoftwareInstallationService",
                "InstallFromURI",
                "URI=" + lab.packageUrl(n, "bios"),
                "Target=FILE:" + epr.getFileName());
        assertThat(out).contains("4096", "JID_");
        var device = lab.device(n);
        String jid = device.jobs().all().getLast().id();
        await().atMost(SOON).until(() -> device.jobs().find(jid).orElseThrow().state(), JobState.DOWNLOADED::equals);
        assertThat(wsl(
                        n,
                        "wslinvoke",
                        "DCIM_JobService",
                        "SetupJobQueue",
                        "JobArray=" + jid,
                        "StartTimeInterval=TIME_NOW"))
                .contains("JCP001");
        assertThat(device.jobs().find(jid).orElseThrow().state()).isEqualTo(JobState.SCHEDULED);
        assertThat(device.tally().hostResets()).as("nobody has ordered one").isEmpty();
        assertThat(wsl(n, "wslinvoke", "DCIM_ComputerSystem", "RequestStateChange", "RequestedState=11"))
                .contains("ReturnValue");
        await().atMost(SOON).until(() -> device.inventory().flashed().get(bios.key()), lab.newest(n, "bios")::equals);
    }

    private Path reference(String instanceId) throws IOException {
        return Files.writeString(folder.resolve("target.xml"), """
                <wsa:EndpointReference>
                <wsa:Address>http://schemas.xmlsoap.org/ws/2004/08/addressing/role/anonymous</wsa:Address>
                <wsa:ReferenceParameters>
                <wsman:ResourceURI>http://schemas.dell.com/wbem/wscim/1/cim-schema/2/DCIM_SoftwareIdentity</wsman:ResourceURI>
                <wsman:SelectorSet>
                <wsman:Selector Name="InstanceID">%s</wsman:Selector>
                </wsman:SelectorSet>
                </wsa:ReferenceParameters>
                </wsa:EndpointReference>
                """.formatted(instanceId));
    }
}
