package io.farrier.vcenter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.farrier.HubTest;
import io.farrier.bell.Bell;
import io.farrier.bell.Kind;
import io.farrier.bell.Ring;
import io.farrier.hub.Refused;
import io.farrier.quiesce.Kinds;
import io.farrier.quiesce.Stance;
import io.farrier.quiesce.Stance.Posture;
import io.farrier.quiesce.Standstill;
import io.farrier.quiesce.Standstill.Step;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Our hub against VMware's own simulator. Its hosts SVCTAG0 … are no server of any other test. */
@HubTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class VcsimTest {

    @Autowired
    JdbcClient jdbc;

    @Autowired
    ProducerTemplate camel;

    @Autowired
    Vcenters vcenters;

    @Autowired
    Estates estates;

    @Autowired
    Kinds kinds;

    Vcsim sim;
    Vcenter vcenter;
    Path secret;

    @BeforeAll
    void start() throws IOException, InterruptedException {
        sim = Vcsim.start("-dc", "1", "-cluster", "1", "-host", "3", "-vm", "4");
        secret = Files.createTempFile(
                "vcsim",
                "password",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(secret, Vcsim.PASSWORD);
        for (int n = 0; n < 4; n++) {
            jdbc.sql(
                            "insert into hosts (mgmt_ip, mgmt_port, mgmt_kind, service_tag) values (?::inet, 443, 'server', ?)")
                    .params("127.20.123." + (n + 1), "SVCTAG" + n)
                    .update();
        }
        vcenter = vcenters.add(new Vcenters.Wanted("vcsim", sim.url(), Vcsim.USER, "file:" + secret, true), "test");
        sync();
    }

    @AfterAll
    void end() {
        if (vcenter != null) {
            vcenters.remove(vcenter.id(), "test");
            jdbc.sql("delete from hosts where service_tag like 'SVCTAG_'").update();
        }
        if (sim != null) {
            sim.close();
        }
    }

    private void sync() {
        Instant before = now();
        ring(vcenter.id());
        await().atMost(Duration.ofSeconds(20)).until(() -> {
            Vcenter read = vcenters.byId(vcenter.id());
            return read.syncedAt() != null && read.syncedAt().isAfter(before)
                    || read.lastProblemAt() != null && read.lastProblemAt().isAfter(before);
        });
    }

    private void ring(long id) {
        jdbc.sql("select turn from vcenters where id = ?")
                .params(id)
                .query(Long.class)
                .optional()
                .ifPresent(turn ->
                        camel.sendBody("direct:bell.rings", List.of(Ring.now(Kind.VCENTER, new Bell(id, turn)))));
    }

    private Instant now() {
        return jdbc.sql("select now()").query(java.sql.Timestamp.class).single().toInstant();
    }

    private long host(String tag) {
        return jdbc.sql("select id from hosts where service_tag = ?")
                .params(tag)
                .query(Long.class)
                .single();
    }

    private Stance ask(Step step, String tag, Map<String, String> memo) {
        Standstill standstill = new Standstill(
                Kinds.VSPHERE, step, host(tag), 1, tag, tag, memo, Instant.now().plus(Duration.ofMinutes(10)));
        return camel.requestBody("direct:quiesce.attempt", standstill, Stance.class);
    }

    private Stance until(Posture posture, String tag, Map<String, String> memo) throws Exception {
        Callable<Stance> ready = () -> ask(Step.READY, tag, memo);
        return await().atMost(Duration.ofSeconds(20)).until(ready, stance -> stance.posture() != Posture.MOVING);
    }

    /** The service tag of a clustered host with running VMs. */
    private String busy() {
        return estates.hosts(vcenter.id()).stream()
                .filter(host -> host.cluster() != null && host.runningVms() > 0 && !host.maintenance())
                .map(Estates.HostRow::serviceTag)
                .findFirst()
                .orElseThrow();
    }

    private VimReply call(VimRequest request) {
        Exchange answered = camel.request("direct:vcenter.call", exchange -> {
            exchange.setProperty(VcenterDoor.VCENTER, vcenters.byId(vcenter.id()));
            exchange.setProperty(VcenterDoor.REQUEST, request);
        });
        assertThat(answered.getException()).isNull();
        return answered.getProperty(VcenterDoor.REPLY, VimReply.class);
    }

    @Test
    @Order(1)
    void a_sync_finds_which_esxi_host_is_which_server_and_in_which_cluster() {
        Vcenter read = vcenters.byId(vcenter.id());
        assertThat(read.lastProblem()).isNull();
        assertThat(read.about()).contains("vCenter Server");
        assertThat(estates.clusters(vcenter.id())).singleElement().satisfies(cluster -> {
            assertThat(cluster.name()).isEqualTo("DC0_C0");
            assertThat(cluster.datacenter()).isEqualTo("DC0");
            assertThat(cluster.hosts()).isEqualTo(3);
            assertThat(cluster.drsEnabled()).isTrue();
        });
        assertThat(estates.hosts(vcenter.id())).hasSize(4).allSatisfy(host -> {
            assertThat(host.problem()).isNull();
            assertThat(host.host()).isEqualTo(host(host.serviceTag()));
            assertThat(host.connection()).isEqualTo("connected");
        });
        assertThat(jdbc.sql("select count(*) from hosts where vcenter_url = ? and cluster_moid is not null")
                        .params(sim.url())
                        .query(Integer.class)
                        .single())
                .as("one of the four is in no cluster")
                .isEqualTo(3);
        assertThat(kinds.of(List.of(host("SVCTAG0"))).get(host("SVCTAG0")))
                .isEqualTo(new Kinds.Kind(Kinds.VSPHERE, null));
    }

    @Test
    @Order(2)
    void a_host_is_evacuated_stands_still_and_comes_back() throws Exception {
        String tag = busy();
        assertThat(ask(Step.READY, tag, Map.of()).posture()).isEqualTo(Posture.WORKING);
        Stance drained = ask(Step.DRAIN, tag, Map.of());
        assertThat(drained.posture()).as(drained.why()).isEqualTo(Posture.MOVING);
        assertThat(drained.ours()).isTrue();
        Stance still = until(Posture.STILL, tag, drained.memo());
        assertThat(still.posture()).as(still.why()).isEqualTo(Posture.STILL);
        Stance again = ask(Step.DRAIN, tag, Map.of());
        assertThat(again.posture()).isEqualTo(Posture.STILL);
        Stance back = ask(Step.RESTORE, tag, still.memo());
        assertThat(back.posture()).as(back.why()).isEqualTo(Posture.MOVING);
        assertThat(until(Posture.WORKING, tag, back.memo()).posture()).isEqualTo(Posture.WORKING);
    }

    /** As HubTest's farrier.vcenter.own-vms says. */
    @Test
    @Order(2)
    void the_vm_that_the_hub_lives_on_is_moved_first_and_seen_elsewhere() throws Exception {
        String tag = estates.hosts(vcenter.id()).stream()
                .filter(host -> host.cluster() != null)
                .map(Estates.HostRow::serviceTag)
                .filter(host ->
                        look(host).running().stream().anyMatch(vm -> vm.name().equals("DC0_C0_RP0_VM1")))
                .findFirst()
                .orElseThrow();
        Stance drained = ask(Step.DRAIN, tag, Map.of());
        assertThat(drained.memo()).as(drained.why()).containsKey(Maintenance.OWN);
        Stance still = until(Posture.STILL, tag, drained.memo());
        assertThat(still.posture()).as(still.why()).isEqualTo(Posture.STILL);
        Map<String, String> lost =
                Map.of(Maintenance.ENTER, drained.memo().get(Maintenance.ENTER), Maintenance.OWN, "vm-4711");
        assertThat(ask(Step.READY, tag, lost).posture()).isEqualTo(Posture.REFUSED);
        Stance back = ask(Step.RESTORE, tag, still.memo());
        assertThat(until(Posture.WORKING, tag, back.memo()).posture()).isEqualTo(Posture.WORKING);
    }

    @Test
    @Order(3)
    void what_somebody_else_brought_into_maintenance_stays_there() throws Exception {
        String tag = busy();
        String moid = estates.place(host(tag)).orElseThrow().moid();
        call(VimRequest.of("EnterMaintenanceMode_Task", "HostSystem", moid, VimElement.of("timeout", 60)));
        await().atMost(Duration.ofSeconds(20))
                .until(() -> ask(Step.READY, tag, Map.of()).posture() == Posture.STILL);
        Stance drained = ask(Step.DRAIN, tag, Map.of());
        assertThat(drained.posture()).isEqualTo(Posture.STILL);
        assertThat(drained.ours()).isFalse();
        assertThat(drained.why()).contains("already");
        Stance restored = ask(Step.RESTORE, tag, Map.of());
        assertThat(restored.posture()).isEqualTo(Posture.REFUSED);
        assertThat(restored.why()).contains("leaves it there");
        call(VimRequest.of("ExitMaintenanceMode_Task", "HostSystem", moid, VimElement.of("timeout", 60)));
        await().atMost(Duration.ofSeconds(20))
                .until(() -> ask(Step.READY, tag, Map.of()).posture() == Posture.WORKING);
    }

    @Test
    @Order(4)
    void a_vm_that_does_not_move_is_named_and_the_host_goes_back_into_service() throws Exception {
        sync();
        String tag = busy();
        String moid = estates.place(host(tag)).orElseThrow().moid();
        Look look = look(tag);
        Vm pinned = look.running().getFirst();
        call(VimRequest.of(
                "ReconfigVM_Task",
                "VirtualMachine",
                pinned.moid(),
                VimElement.with("spec", VimElement.of("name", "pinned-db"))));
        Stance drained = ask(Step.DRAIN, tag, Map.of());
        assertThat(drained.posture()).as(drained.why()).isEqualTo(Posture.MOVING);
        Stance refused = until(Posture.REFUSED, tag, drained.memo());
        assertThat(refused.posture()).isEqualTo(Posture.REFUSED);
        assertThat(refused.why()).contains("Timedout").contains("pinned-db").contains("still running there");
        assertThat(ask(Step.RESTORE, tag, refused.memo()).posture()).isEqualTo(Posture.WORKING);
        assertThat(moid).isNotNull();
    }

    private Look look(String tag) {
        Exchange looked = camel.request("direct:quiesce.vsphere.look", exchange -> exchange.getMessage()
                .setBody(new Standstill(Kinds.VSPHERE, Step.READY, host(tag), 1, tag, tag, Map.of(), Instant.now())));
        assertThat(looked.getException()).isNull();
        return looked.getProperty(VsphereLook.LOOK, Look.class);
    }

    @Test
    @Order(5)
    void a_session_that_the_vcenter_ended_is_taken_anew() {
        // As if the vCenter had: the hub does not know that this one ends its session.
        call(new VimRequest("an end", "SessionManager", VimRequest.logout().body()));
        // vcsim reads properties for anybody, but makes views only for who is logged in.
        VimReply view = call(VimRequest.of(
                "CreateContainerView",
                "ViewManager",
                "ViewManager",
                VimElement.reference("container", "Folder", "group-d1"),
                VimElement.of("recursive", true)));
        assertThat(view.text()).isNotBlank();
    }

    @Test
    @Order(6)
    void a_wrong_password_is_tried_once_an_hour_and_a_corrected_one_at_once() throws IOException {
        Path wrong = Files.createTempFile(
                "vcsim", "wrong", PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(wrong, "wrong");
        vcenters.edit(vcenter.id(), new Vcenters.Wanted(null, null, null, "file:" + wrong, null), "test");
        Stance first = ask(Step.READY, "SVCTAG1", Map.of());
        assertThat(first.posture()).isEqualTo(Posture.REFUSED);
        assertThat(first.why()).contains("refused the login as vcsim");
        long attempts = attempts();
        Stance second = ask(Step.READY, "SVCTAG1", Map.of());
        assertThat(second.why()).contains("less than an hour ago");
        assertThat(attempts()).isEqualTo(attempts);
        vcenters.edit(vcenter.id(), new Vcenters.Wanted(null, null, null, "file:" + secret, null), "test");
        assertThat(ask(Step.READY, "SVCTAG1", Map.of()).posture()).isEqualTo(Posture.WORKING);
    }

    private long attempts() {
        return jdbc.sql("select attempt from vcenters where id = ?")
                .params(vcenter.id())
                .query(Long.class)
                .single();
    }

    @Test
    @Order(7)
    void another_certificate_is_refused_until_a_person_accepts_it() {
        String pin = jdbc.sql("select pin from vcenters where id = ?")
                .params(vcenter.id())
                .query(String.class)
                .single();
        assertThat(pin).hasSize(64);
        assertThat(Optional.ofNullable(vcenters.byId(vcenter.id()).refusedCertificate()))
                .isEmpty();
        assertThatThrownBy(() -> vcenters.accept(vcenter.id(), "test")).isInstanceOf(Refused.class);
    }

    @Test
    @Order(8)
    void a_vcenter_that_is_gone_takes_nothing_of_what_is_known_along() throws Exception {
        sim.close();
        ring(vcenter.id());
        await().atMost(Duration.ofSeconds(20))
                .until(() -> vcenters.byId(vcenter.id()).lastProblem() != null);
        assertThat(vcenters.byId(vcenter.id()).lastProblem()).containsAnyOf("refused", "closed", "broke");
        assertThat(kinds.of(List.of(host("SVCTAG0"))).get(host("SVCTAG0")).name())
                .isEqualTo(Kinds.VSPHERE);
        Stance unreached = ask(Step.DRAIN, "SVCTAG0", Map.of());
        assertThat(unreached.posture()).as(unreached.why()).isEqualTo(Posture.MOVING);
    }

    @Test
    @Order(9)
    void a_kind_that_has_no_file_is_refused_with_the_names_of_those_that_have() {
        Stance stance = camel.requestBody(
                "direct:quiesce.attempt",
                new Standstill("slurm", Step.DRAIN, host("SVCTAG0"), 1, "SVCTAG0", "h", Map.of(), Instant.now()),
                Stance.class);
        assertThat(stance.posture()).isEqualTo(Posture.REFUSED);
        assertThat(stance.why()).contains("slurm").contains("vsphere");
    }
}
