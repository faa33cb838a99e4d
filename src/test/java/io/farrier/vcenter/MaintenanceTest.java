package io.farrier.vcenter;

import static io.farrier.vcenter.PrecheckTest.cluster;
import static io.farrier.vcenter.PrecheckTest.esxi;
import static org.assertj.core.api.Assertions.assertThat;

import io.farrier.quiesce.Stance;
import io.farrier.quiesce.Stance.Posture;
import io.farrier.vcenter.Maintenance.Next;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MaintenanceTest {

    private static final String US = "farrier@vsphere.local";
    private static final Vm WEB = new Vm("vm-1", "web", "u1", "host-1", "poweredOn", null);
    private static final Cluster VSAN = cluster(false, null, true, "fullyAutomated", true);

    private static Esxi host(String connection, boolean maintenance, String status) {
        return new Esxi(
                "host-1",
                "esx1",
                "domain-c1",
                List.of(),
                null,
                connection,
                maintenance,
                "poweredOn",
                status,
                1000L,
                10L);
    }

    private static VimTask task(int n, String what, String state, String user, String fault) {
        return new VimTask("task-" + n, "HostSystem." + what, "host-1", state, 40, user, fault, null);
    }

    private static Maintenance of(Esxi host, List<Vm> vms, List<Vm> own, Map<String, String> memo, VimTask... tasks) {
        Look look = new Look(
                host,
                cluster(false, null, true, "fullyAutomated", false),
                List.of(esxi(2, 1000, 0), esxi(3, 1000, 0)),
                vms,
                Arrays.asList(tasks),
                own,
                null);
        return new Maintenance(look, memo, US);
    }

    private static Stance told(Next next) {
        return ((Next.Tell) next).stance();
    }

    @Test
    void a_host_in_service_is_brought_into_maintenance() {
        Next next = of(host("connected", false, "green"), List.of(WEB), List.of(), Map.of())
                .drain(Own.of(""));
        assertThat(next).isEqualTo(new Next.Enter(List.of(), Map.of()));
    }

    @Test
    void the_vms_that_the_hub_lives_on_go_first_and_are_remembered() {
        Next next = of(host("connected", false, "red"), List.of(WEB), List.of(), Map.of())
                .drain(Own.of("hub, WEB"));
        assertThat(next).isEqualTo(new Next.Enter(List.of(WEB), Map.of("own", "vm-1", "red", "before")));
    }

    @Test
    void what_somebody_else_has_begun_is_not_ours() {
        VimTask theirs = task(1, VimTask.ENTER, "running", "VSPHERE.LOCAL\\carla", null);
        Stance stance = told(of(host("connected", false, "green"), List.of(), List.of(), Map.of(), theirs)
                .drain(Own.of("")));
        assertThat(stance.posture()).isEqualTo(Posture.MOVING);
        assertThat(stance.ours()).isFalse();
        assertThat(stance.why()).contains("carla");
    }

    @Test
    void an_order_whose_answer_was_lost_is_found_again() {
        VimTask ours = task(7, VimTask.ENTER, "running", "VSPHERE.LOCAL\\Farrier", null);
        Stance stance = told(of(host("connected", false, "green"), List.of(), List.of(), Map.of(), ours)
                .drain(Own.of("")));
        assertThat(stance.ours()).isTrue();
        assertThat(stance.memo()).containsEntry("enter", "task-7");
        Stance ready = of(
                        host("connected", true, "green"),
                        List.of(),
                        List.of(),
                        Map.of(),
                        task(7, VimTask.ENTER, "success", "VSPHERE.LOCAL\\Farrier", null))
                .ready();
        assertThat(ready.posture()).isEqualTo(Posture.STILL);
        assertThat(ready.memo()).containsEntry("enter", "task-7");
    }

    @Test
    void a_host_is_not_still_while_a_vm_runs_on_it() {
        Stance stance = of(host("connected", true, "green"), List.of(WEB), List.of(), Map.of("enter", "task-1"))
                .ready();
        assertThat(stance.posture()).isEqualTo(Posture.REFUSED);
        assertThat(stance.why()).contains("runs web still");
    }

    @Test
    void the_hub_s_own_vm_must_be_seen_running_elsewhere() {
        Map<String, String> memo = Map.of("enter", "task-1", "own", "vm-9");
        Vm elsewhere = new Vm("vm-9", "hub", null, "host-2", "poweredOn", null);
        Vm off = new Vm("vm-9", "hub", null, "host-2", "poweredOff", null);
        Esxi still = host("connected", true, "green");
        assertThat(of(still, List.of(), List.of(elsewhere), memo).ready().posture())
                .isEqualTo(Posture.STILL);
        assertThat(of(still, List.of(), List.of(off), memo).ready().posture()).isEqualTo(Posture.REFUSED);
        assertThat(of(still, List.of(), List.of(), memo).ready().posture()).isEqualTo(Posture.REFUSED);
    }

    @Test
    void a_fault_is_explained_with_what_still_runs_there() {
        VimTask failed = task(1, VimTask.ENTER, "error", US, "Timedout");
        Stance stance = of(
                        host("connected", false, "green"), List.of(WEB), List.of(), Map.of("enter", "task-1"), failed)
                .ready();
        assertThat(stance.posture()).isEqualTo(Posture.REFUSED);
        assertThat(stance.why()).contains("gave up").contains("still running there: web");
    }

    @Test
    void an_old_failure_of_another_run_says_nothing() {
        VimTask old = task(1, VimTask.ENTER, "error", US, "Timedout");
        assertThat(of(host("connected", false, "green"), List.of(WEB), List.of(), Map.of(), old)
                        .ready()
                        .posture())
                .isEqualTo(Posture.WORKING);
    }

    @Test
    void an_evacuation_that_takes_too_long_is_broken_off() {
        VimTask runs = task(1, VimTask.ENTER, "running", US, null);
        assertThat(of(host("connected", false, "green"), List.of(WEB), List.of(), Map.of("enter", "task-1"), runs)
                        .restore())
                .isEqualTo(new Next.Cancel(runs));
        VimTask cancelled = task(1, VimTask.ENTER, "error", US, "RequestCanceled");
        Stance back = told(
                of(host("connected", false, "green"), List.of(WEB), List.of(), Map.of("enter", "task-1"), cancelled)
                        .restore());
        assertThat(back.posture()).isEqualTo(Posture.WORKING);
    }

    @Test
    void a_host_goes_back_only_when_it_is_connected_and_only_if_the_hub_took_it() {
        Map<String, String> memo = Map.of("enter", "task-1");
        assertThat(of(host("connected", true, "green"), List.of(), List.of(), memo)
                        .restore())
                .isEqualTo(new Next.Exit());
        Stance away = told(of(host("notResponding", true, "gray"), List.of(), List.of(), memo)
                .restore());
        assertThat(away.posture()).isEqualTo(Posture.MOVING);
        assertThat(of(host("notResponding", true, "gray"), List.of(), List.of(), away.memo())
                        .ready()
                        .posture())
                .isEqualTo(Posture.MOVING);
        assertThat(of(host("connected", true, "green"), List.of(), List.of(), away.memo())
                        .ready()
                        .posture())
                .as("so that it is asked for again")
                .isEqualTo(Posture.STILL);
        assertThat(told(of(host("connected", true, "green"), List.of(), List.of(), Map.of())
                                .restore())
                        .posture())
                .isEqualTo(Posture.REFUSED);
    }

    @Test
    void what_was_brought_there_again_after_our_exit_stays() {
        VimTask exit = task(2, VimTask.EXIT, "success", US, null);
        Stance stance = told(of(
                        host("connected", true, "green"),
                        List.of(),
                        List.of(),
                        Map.of("enter", "task-1", "exit", "task-2", "back", "asked"),
                        exit)
                .restore());
        assertThat(stance.posture()).isEqualTo(Posture.REFUSED);
        assertThat(stance.why()).contains("brought it back there");
    }

    @Test
    void a_host_that_comes_back_red_is_not_back_unless_it_was_red_before() {
        Map<String, String> memo = Map.of("enter", "task-1", "back", "asked", "exit", "task-2");
        assertThat(of(host("connected", false, "red"), List.of(), List.of(), memo)
                        .ready()
                        .posture())
                .isEqualTo(Posture.MOVING);
        Map<String, String> before = Map.of("enter", "task-1", "back", "asked", "exit", "task-2", "red", "before");
        assertThat(of(host("connected", false, "red"), List.of(), List.of(), before)
                        .ready()
                        .posture())
                .isEqualTo(Posture.WORKING);
    }

    @Test
    void nothing_is_begun_while_vsan_resyncs_and_it_is_asked_again_when_that_is_done() {
        Look look = new Look(
                host("connected", false, "green"),
                VSAN,
                List.of(esxi(2, 1000, 0)),
                List.of(),
                List.of(),
                List.of(),
                12);
        Stance waits = told(new Maintenance(look, Map.of(), US).drain(Own.of("")));
        assertThat(waits.posture()).isEqualTo(Posture.MOVING);
        assertThat(waits.ours()).isFalse();
        assertThat(new Maintenance(look, waits.memo(), US).ready().posture()).isEqualTo(Posture.MOVING);
        assertThat(new Maintenance(look.resyncing(0).unsound(Map.of()), waits.memo(), US)
                        .ready()
                        .posture())
                .isEqualTo(Posture.WORKING);
    }

    @Test
    void nor_where_nobody_can_read_how_much_it_resyncs() {
        Look look = new Look(
                host("connected", false, "green"),
                VSAN,
                List.of(esxi(2, 1000, 0)),
                List.of(),
                List.of(),
                List.of(),
                null);
        Stance waits = told(new Maintenance(look, Map.of(), US).drain(Own.of("")));
        assertThat(waits.posture()).isEqualTo(Posture.MOVING);
        assertThat(waits.why()).contains("can't be read");
        assertThat(new Maintenance(look, waits.memo(), US).ready().posture()).isEqualTo(Posture.MOVING);
        assertThat(new Maintenance(look.resyncing(0).unsound(Map.of()), waits.memo(), US).drain(Own.of("")))
                .isInstanceOf(Next.Enter.class);
    }

    @Test
    void nor_while_an_object_is_not_available_in_full_or_nobody_can_read_that() {
        Look look = new Look(
                host("connected", false, "green"), VSAN, List.of(esxi(2, 1000, 0)), List.of(), List.of(), List.of(), 0);
        assertThat(told(new Maintenance(look, Map.of(), US).drain(Own.of(""))).why())
                .contains("the health of vSAN's objects in its cluster can't be read");
        Stance waits = told(new Maintenance(look.unsound(Map.of("inaccessible", 2)), Map.of(), US).drain(Own.of("")));
        assertThat(waits.posture()).isEqualTo(Posture.MOVING);
        assertThat(waits.why()).contains("of vSAN's objects in its cluster are not sound: 2 inaccessible");
        assertThat(new Maintenance(look.unsound(Map.of()), waits.memo(), US).drain(Own.of("")))
                .isInstanceOf(Next.Enter.class);
    }

    @Test
    void an_account_is_the_same_however_it_is_written() {
        assertThat(Account.same("VSPHERE.LOCAL\\farrier", "farrier@vsphere.local"))
                .isTrue();
        assertThat(Account.same("CORP\\svc", "svc@corp.example.com")).isTrue();
        assertThat(Account.same("VSPHERE.LOCAL\\carla", "farrier@vsphere.local"))
                .isFalse();
        assertThat(Account.same("OTHER\\farrier", "farrier@vsphere.local")).isFalse();
        assertThat(Account.same(null, "farrier")).isFalse();
    }
}
