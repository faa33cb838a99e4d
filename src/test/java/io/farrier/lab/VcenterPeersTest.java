package io.farrier.lab;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.farrier.lab.device.Device;
import io.farrier.lab.vcenter.VirtualCenter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** VMware's own client, pyvmomi, against the lab's vCenter. Its properties are typed: what has another shape is an error there. */
class VcenterPeersTest {
    private static final String PYTHON = "/usr/bin/python3";

    private static final String BEGIN = """
            import base64, json, ssl, sys, time, urllib.request
            from pyVim.connect import SmartConnect, Disconnect
            from pyVmomi import vim
            host, port, user, password, control = sys.argv[1:6]
            trust = ssl._create_unverified_context()
            def connect(pwd):
                return SmartConnect(host=host, port=int(port), user=user, pwd=pwd, sslContext=trust)
            def tell(what, value):
                print(json.dumps({what: value}), flush=True)
            def faults(of, set, clear=()):
                body = json.dumps({'set': set, 'clear': clear}).encode()
                urllib.request.urlopen(control + '/vcenter' + of + '/faults', body).read()
            def ended(task):
                while task.info.state in ('queued', 'running'):
                    time.sleep(.02)
                return task.info.state if task.info.state == 'success' else type(task.info.error).__name__
            def begun(task):
                while task.info.state == 'queued':
                    time.sleep(.02)
                return task
            def refused(what):
                try:
                    what()
                except Exception as e:
                    return type(e).__name__
            tell('wrong', refused(lambda: connect('wrong')))
            si = connect(password)
            content = si.RetrieveContent()
            hosts = content.viewManager.CreateContainerView(content.rootFolder, [vim.HostSystem], True).view
            """;

    private static TestLab lab;

    @TempDir
    Path folder;

    @BeforeAll
    static void start() {
        Map<String, String> options = TestLab.options(8);
        options.putAll(Map.of("clusters", "2", "cluster-hosts", "4", "cluster-vsan", "true", "speed", "300"));
        lab = TestLab.of(options);
    }

    @AfterAll
    static void stop() {
        lab.close();
    }

    /** What the script tells, by name; of what it tells several times all of it. */
    private Map<String, List<JsonNode>> pyvmomi(String script) throws Exception {
        Peer peer = new Peer(folder);
        peer.assume("python3-pyvmomi", PYTHON, "-c", "import pyVim, pyVmomi");
        Path file = folder.resolve("peer.py");
        Files.writeString(file, BEGIN + script);
        URI url = URI.create(lab.lab.vcenter().url());
        Peer.Ran ran = peer.run(
                "",
                List.of(
                        PYTHON,
                        file.toString(),
                        url.getHost(),
                        String.valueOf(url.getPort()),
                        VirtualCenter.USER,
                        "calvin",
                        lab.lab.controlUrl()));
        assertThat(ran.exit()).as(ran.out()).isZero();
        Map<String, List<JsonNode>> told = new HashMap<>();
        for (String line : ran.out().lines().filter(one -> one.startsWith("{")).toList()) {
            TestLab.JSON.readTree(line).properties().forEach(one -> told.computeIfAbsent(
                            one.getKey(), key -> new ArrayList<>())
                    .add(one.getValue()));
        }
        return told;
    }

    private static String only(Map<String, List<JsonNode>> told, String name) {
        assertThat(told.get(name)).as(told.toString()).hasSize(1);
        return told.get(name).getFirst().asText();
    }

    @Test
    void it_finds_the_lab_s_servers_and_sees_one_go_through_maintenance_over_a_restart() throws Exception {
        Device first = lab.device(0);
        Map<String, List<JsonNode>> told = pyvmomi("""
                tell('about', content.about.apiVersion)
                for host in hosts:
                    info = host.hardware.systemInfo
                    tell('host', [info.serialNumber, info.uuid, host.parent.name, host.summary.config.product.version, host.overallStatus])
                for cluster in content.rootFolder.childEntity[0].hostFolder.childEntity:
                    config = cluster.configurationEx
                    tell('cluster', [cluster.name, len(cluster.host), config.drsConfig.defaultVmBehavior,
                        config.dasConfig.admissionControlPolicy.failoverLevel, config.vsanConfigInfo.enabled])
                first = hosts[0]
                task = first.EnterMaintenanceMode_Task(timeout=3600, evacuatePoweredOffVms=False,
                    maintenanceSpec=vim.host.MaintenanceSpec(vsanMode=vim.vsan.host.DecommissionMode(objectAction='ensureObjectAccessibility')))
                while task.info.state in ('queued', 'running'):
                    tell('progress', task.info.progress or 0)
                    time.sleep(.02)
                tell('enter', [task.info.state, task.info.descriptionId, task.info.reason.userName, first.runtime.inMaintenanceMode])
                tell('left', len([vm for vm in first.vm if vm.runtime.powerState == 'poweredOn']))
                login = base64.b64encode(b'root:calvin').decode()
                reset = urllib.request.Request('%s', b'{"ResetType":"ForceRestart"}',
                    {'Authorization': 'Basic ' + login, 'Content-Type': 'application/json'})
                urllib.request.urlopen(reset, context=trust).read()
                seen = []
                until = time.time() + 20
                while len(seen) < 3 and time.time() < until:
                    shown = first.summary
                    now = [shown.runtime.connectionState, shown.runtime.inMaintenanceMode, shown.overallStatus]
                    if not seen or seen[-1] != now:
                        seen.append(now)
                        tell('restart', now)
                    if now[0] == 'notResponding':
                        for state in first.triggeredAlarmState:
                            tell('alarm', state.alarm.info.name)
                    time.sleep(.05)
                tell('exit', ended(first.ExitMaintenanceMode_Task(timeout=60)))
                resync = first.configManager.vsanInternalSystem.QuerySyncingVsanObjects()
                tell('resync', len(json.loads(resync)['dom_objects']))
                tell('back', [first.runtime.inMaintenanceMode, len(first.recentTask)])
                Disconnect(si)
                """.formatted(
                        "https://" + first.address() + ":" + lab.lab.settings().httpsPort()
                                + "/redfish/v1/Systems/System.Embedded.1/Actions/ComputerSystem.Reset"));
        assertThat(only(told, "wrong")).isEqualTo("vim.fault.InvalidLogin");
        assertThat(told.get("host"))
                .extracting(host -> host.get(0).asText() + " " + host.get(1).asText() + " "
                        + host.get(2).asText())
                .containsExactlyElementsOf(lab.lab.devices().stream()
                        .map(device -> device.plate().tag().tag() + " "
                                + device.plate().tag().smbiosGuid() + " cluster-"
                                + (device.plate().number() / 4 + 1))
                        .toList());
        assertThat(told.get("cluster")).hasSize(2).allSatisfy(cluster -> assertThat(cluster.toString())
                .endsWith("4,\"fullyAutomated\",1,true]"));
        assertThat(told.get("progress").stream().map(JsonNode::asInt).distinct().toList())
                .isSorted()
                .hasSizeGreaterThan(3);
        assertThat(told.get("enter").getFirst().toString())
                .isEqualTo("[\"success\",\"HostSystem.enterMaintenanceMode\",\"VSPHERE.LOCAL\\\\Administrator\",true]");
        assertThat(only(told, "left")).isEqualTo("0");
        assertThat(told.get("restart").stream().map(JsonNode::toString).collect(Collectors.joining(" ")))
                .isEqualTo(
                        "[\"connected\",true,\"green\"] [\"notResponding\",true,\"red\"] [\"connected\",true,\"green\"]");
        assertThat(told.get("alarm").getFirst().asText()).isEqualTo("Host connection and power state");
        assertThat(only(told, "exit")).isEqualTo("success");
        assertThat(only(told, "resync")).isEqualTo("1");
        assertThat(told.get("back").getFirst().toString()).isEqualTo("[false,2]");
    }

    @Test
    void what_goes_wrong_is_told_in_the_faults_that_it_knows() throws Exception {
        Map<String, List<JsonNode>> told = pyvmomi("""
                one, two, three, four = hosts[4:8]
                def enter(host, timeout):
                    return host.EnterMaintenanceMode_Task(timeout=timeout, evacuatePoweredOffVms=False)
                at = lambda host: '/hosts/' + sys.argv[6].split(',')[hosts.index(host) - 4]
                faults(at(one), ['local-device'])
                tell('pinned', [ended(enter(one, 300)), one.runtime.inMaintenanceMode, len([vm for vm in one.vm if not vm.summary.config.managedBy])])
                faults(at(one), [], ['local-device'])
                faults(at(two), ['must-run', 'drs-override'])
                config = two.parent.configurationEx
                rule = config.rule[0]
                groups = {group.name: group for group in config.group}
                tell('rule', [rule.mandatory, groups[rule.affineHostGroupName].host[0] == two, groups[rule.vmGroupName].vm[0].runtime.host == two,
                    config.drsVmConfig[0].behavior])
                waits = begun(enter(two, 0))
                waits.CancelTask()
                tell('cancelled', [ended(waits), waits.info.cancelled])
                faults(at(two), [], ['must-run', 'drs-override'])
                faults('/clusters/cluster-2', ['ha-tight'])
                tell('ha', ended(enter(three, 0)))
                faults('/clusters/cluster-2', ['drs-off'], ['ha-tight'])
                tell('drs', ended(enter(three, 60)))
                faults('/clusters/cluster-2', [], ['drs-off'])
                faults(at(four), ['not-responding'])
                tell('silent', [ended(enter(four, 0)), four.runtime.connectionState, four.parent.summary.numEffectiveHosts])
                faults(at(four), [], ['not-responding'])
                tell('twice', ended(one.ExitMaintenanceMode_Task(timeout=0)))
                tell('nothing', refused(lambda: vim.HostSystem('host-4711', si._stub).name))
                faults('', ['starting'])
                tell('starting', refused(lambda: content.rootFolder.name))
                faults('', ['gone=1'], ['starting'])
                tell('gone', refused(lambda: connect(password)))
                until = time.time() + 10
                while refused(lambda: connect(password)) and time.time() < until:
                    time.sleep(.02)
                tell('again', content.rootFolder.name)
                faults('', ['sessions-end'])
                tell('over', refused(lambda: content.rootFolder.name))
                """.replace(
                "sys.argv[6]",
                "'" + lab.lab.devices().stream().skip(4).map(Device::address).collect(Collectors.joining(",")) + "'"));
        assertThat(told.get("pinned").getFirst().toString()).isEqualTo("[\"vim.fault.Timedout\",false,1]");
        assertThat(told.get("rule").getFirst().toString()).isEqualTo("[true,true,true,\"partiallyAutomated\"]");
        assertThat(told.get("cancelled").getFirst().toString()).isEqualTo("[\"vmodl.fault.RequestCanceled\",true]");
        assertThat(only(told, "ha")).isEqualTo("vim.fault.InsufficientFailoverResourcesFault");
        assertThat(only(told, "drs")).isEqualTo("vim.fault.Timedout");
        assertThat(told.get("silent").getFirst().toString())
                .isEqualTo("[\"vmodl.fault.HostNotConnected\",\"notResponding\",3]");
        assertThat(only(told, "twice")).isEqualTo("vim.fault.InvalidState");
        assertThat(only(told, "nothing")).isEqualTo("vmodl.fault.ManagedObjectNotFound");
        assertThat(only(told, "starting")).isEqualTo("HTTPException");
        assertThat(only(told, "gone")).isEqualTo("ConnectionRefusedError");
        assertThat(only(told, "again")).isEqualTo("Datacenters");
        assertThat(only(told, "over")).isEqualTo("vim.fault.NotAuthenticated");
    }
}
