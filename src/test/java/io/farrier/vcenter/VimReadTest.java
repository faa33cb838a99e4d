package io.farrier.vcenter;

import static org.assertj.core.api.Assertions.assertThat;

import io.farrier.transport.Xml;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What vCenters show that vcsim does not, in the shapes of the vSphere Web Services API. */
class VimReadTest {

    private static List<VimReply.Managed> objects(String objects) throws Xml.Unreadable {
        String answer =
                "<RetrievePropertiesExResponse xmlns='urn:vim25' xmlns:xsi='http://www.w3.org/2001/XMLSchema-instance'>"
                        + "<returnval>" + objects + "</returnval></RetrievePropertiesExResponse>";
        return new VimReply(Xml.read(answer.getBytes(StandardCharsets.UTF_8))).objects();
    }

    private static final String CLUSTER = """
            <objects><obj type="ClusterComputeResource">domain-c8</obj>
              <propSet><name>name</name><val xsi:type="xsd:string">blue</val></propSet>
              <propSet><name>configurationEx</name><val xsi:type="ClusterConfigInfoEx">
                <dasConfig><enabled>true</enabled><admissionControlEnabled>true</admissionControlEnabled>
                  <admissionControlPolicy xsi:type="ClusterFailoverLevelAdmissionControlPolicy"><failoverLevel>1</failoverLevel></admissionControlPolicy>
                </dasConfig>
                <drsConfig><enabled>true</enabled><enableVmBehaviorOverrides>%s</enableVmBehaviorOverrides>
                  <defaultVmBehavior>fullyAutomated</defaultVmBehavior></drsConfig>
                <drsVmConfig><key type="VirtualMachine">vm-1</key><enabled>false</enabled></drsVmConfig>
                <drsVmConfig><key type="VirtualMachine">vm-2</key><enabled>true</enabled><behavior>manual</behavior></drsVmConfig>
                <drsVmConfig><key type="VirtualMachine">vm-3</key><enabled>true</enabled><behavior>fullyAutomated</behavior></drsVmConfig>
                <group xsi:type="ClusterVmGroup"><name>licensed</name><vm type="VirtualMachine">vm-7</vm></group>
                <group xsi:type="ClusterHostGroup"><name>left</name><host type="HostSystem">host-21</host></group>
                <rule xsi:type="ClusterVmHostRuleInfo"><enabled>true</enabled><name>must</name><mandatory>true</mandatory>
                  <vmGroupName>licensed</vmGroupName><affineHostGroupName>left</affineHostGroupName></rule>
                <rule xsi:type="ClusterVmHostRuleInfo"><enabled>true</enabled><name>should</name><mandatory>false</mandatory>
                  <vmGroupName>licensed</vmGroupName><affineHostGroupName>left</affineHostGroupName></rule>
                <vsanConfigInfo><enabled>true</enabled></vsanConfigInfo>
              </val></propSet>
            </objects>""";

    @Test
    void a_cluster_s_configuration_is_read() throws Xml.Unreadable {
        Cluster cluster = VimRead.clusters(objects(CLUSTER.formatted("true"))).getFirst();
        assertThat(cluster.haAdmission()).isTrue();
        assertThat(cluster.failoverLevel()).isEqualTo(1);
        assertThat(cluster.vsan()).isTrue();
        assertThat(cluster.movesByItself()).isTrue();
        assertThat(cluster.pinned()).containsExactly("vm-1", "vm-2");
        assertThat(cluster.bound()).containsExactly(new Cluster.Bound("must", List.of("vm-7"), List.of("host-21")));
    }

    @Test
    void overrides_that_the_cluster_ignores_pin_nothing() throws Xml.Unreadable {
        assertThat(VimRead.clusters(objects(CLUSTER.formatted("false")))
                        .getFirst()
                        .pinned())
                .isEmpty();
    }

    @Test
    void before_there_was_a_serial_number_the_last_service_tag_is_the_server_s() throws Xml.Unreadable {
        Esxi host = VimRead.hosts(objects("""
                <objects><obj type="HostSystem">host-21</obj>
                  <propSet><name>hardware.systemInfo</name><val xsi:type="HostSystemInfo"><vendor>Dell Inc.</vendor>
                    <otherIdentifyingInfo><identifierValue>unknown</identifierValue><identifierType><key>AssetTag</key></identifierType></otherIdentifyingInfo>
                    <otherIdentifyingInfo><identifierValue>CHASSI1</identifierValue><identifierType><key>ServiceTag</key></identifierType></otherIdentifyingInfo>
                    <otherIdentifyingInfo><identifierValue>BLADE01</identifierValue><identifierType><key>ServiceTag</key></identifierType></otherIdentifyingInfo>
                    <uuid>4c4c4544-0031-3210-8052-b4c04f4d4433</uuid></val></propSet>
                </objects>""")).getFirst();
        assertThat(Correlation.serviceTag(host)).contains("BLADE01");
        assertThat(host.connection()).as("nothing is told of it").isEqualTo("disconnected");
        assertThat(host.usable()).isFalse();
    }

    @Test
    void agents_that_go_with_their_host_are_no_vms_to_move() throws Xml.Unreadable {
        assertThat(VimRead.vms(objects("""
                        <objects><obj type="VirtualMachine">vm-1</obj>
                          <propSet><name>name</name><val>vCLS-4c4c</val></propSet>
                          <propSet><name>summary.config.managedBy</name><val><extensionKey>com.vmware.vim.eam</extensionKey></val></propSet>
                        </objects>
                        <objects><obj type="VirtualMachine">vm-2</obj>
                          <propSet><name>name</name><val>web</val></propSet></objects>"""))).extracting(Vm::name).containsExactly("web");
    }

    @Test
    void a_task_s_fault_is_read_by_its_type() throws Xml.Unreadable {
        VimTask task = VimRead.tasks(objects("""
                <objects><obj type="Task">task-9</obj><propSet><name>info</name><val xsi:type="TaskInfo">
                  <descriptionId>HostSystem.enterMaintenanceMode</descriptionId><entity type="HostSystem">host-21</entity>
                  <state>error</state><error><fault xsi:type="InsufficientFailoverResourcesFault"/>
                  <localizedMessage>Insufficient resources to satisfy configured failover level for vSphere HA.</localizedMessage></error>
                  <reason xsi:type="TaskReasonUser"><userName>VSPHERE.LOCAL\\\\farrier</userName></reason></val></propSet></objects>"""), "host-21").getFirst();
        assertThat(task.is(VimTask.ENTER)).isTrue();
        assertThat(task.failed()).isTrue();
        assertThat(task.fault()).isEqualTo("InsufficientFailoverResourcesFault");
        assertThat(new VimFault(task.fault(), task.message()).sentence())
                .contains("HA's admission control refuses it")
                .contains("Insufficient resources");
    }
}
