package io.farrier.vcenter;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PrecheckTest {

    private static final Vm WEB = new Vm("vm-1", "web", "u1", "host-1", "poweredOn", "notConfigured");

    static Esxi esxi(int n, long memory, long used) {
        return new Esxi(
                "host-" + n,
                "esx" + n,
                "domain-c1",
                List.of("ABCDEF" + n),
                null,
                "connected",
                false,
                "poweredOn",
                "green",
                memory,
                used);
    }

    static Cluster cluster(boolean admission, Integer level, boolean drs, String behavior, boolean vsan) {
        return new Cluster(
                "domain-c1", "blue", "ams", admission, level, drs, behavior, vsan, List.of(), List.of(), List.of());
    }

    private static final Cluster GOOD = cluster(false, null, true, "fullyAutomated", false);

    static Look look(Esxi host, Cluster cluster, List<Esxi> others, Vm... vms) {
        return new Look(host, cluster, others, List.of(vms), List.of(), List.of(), null);
    }

    private static List<Esxi> others(int count) {
        List<Esxi> others = new ArrayList<>();
        for (int n = 2; n < 2 + count; n++) {
            others.add(esxi(n, 1000, 100));
        }
        return others;
    }

    @Test
    void a_host_whose_vms_fit_elsewhere_may_go() {
        assertThat(Precheck.against(look(esxi(1, 1000, 500), GOOD, others(2), WEB)))
                .isEmpty();
    }

    @Test
    void a_host_without_running_vms_may_go_whatever_drs_is() {
        Vm off = new Vm("vm-2", "old", "u2", "host-1", "poweredOff", null);
        assertThat(Precheck.against(look(esxi(1, 1000, 500), cluster(false, null, false, null, false), List.of(), off)))
                .isEmpty();
    }

    @Test
    void where_drs_does_not_move_vms_by_itself_nobody_would() {
        Cluster manual = cluster(false, null, true, "manual", false);
        assertThat(Precheck.against(look(esxi(1, 1000, 500), manual, others(2), WEB)))
                .singleElement()
                .asString()
                .contains("DRS of the cluster blue is manual");
        Cluster off = cluster(false, null, false, "fullyAutomated", false);
        assertThat(Precheck.against(look(esxi(1, 1000, 500), off, others(2), WEB)))
                .singleElement()
                .asString()
                .contains("is off");
    }

    @Test
    void ha_keeps_its_hosts() {
        Cluster two = cluster(true, 2, true, "fullyAutomated", false);
        assertThat(Precheck.against(look(esxi(1, 1000, 500), two, others(2), WEB)))
                .singleElement()
                .asString()
                .contains("failure of 2 hosts")
                .contains("there would be 2 usable");
        assertThat(Precheck.against(look(esxi(1, 1000, 500), two, others(3), WEB)))
                .isEmpty();
    }

    @Test
    void the_only_host_of_a_cluster_with_running_vms_stays() {
        assertThat(Precheck.against(look(esxi(1, 1000, 500), GOOD, List.of(), WEB)))
                .singleElement()
                .asString()
                .contains("no other usable host");
    }

    @Test
    void memory_that_is_not_free_elsewhere_is_counted() {
        assertThat(Precheck.against(look(esxi(1, 4000, 1801), GOOD, others(2), WEB)))
                .singleElement()
                .asString()
                .contains("1801 MB")
                .contains("1800 MB free");
    }

    @Test
    void a_vm_that_drs_is_told_to_leave_is_named() {
        Cluster pinning = new Cluster(
                "domain-c1",
                "blue",
                null,
                false,
                null,
                true,
                "fullyAutomated",
                false,
                List.of(),
                List.of("vm-1"),
                List.of());
        assertThat(Precheck.against(look(esxi(1, 1000, 500), pinning, others(2), WEB)))
                .singleElement()
                .asString()
                .contains("leave web where it is");
    }

    @Test
    void a_mandatory_rule_that_leaves_no_other_host_is_named() {
        Cluster ruled = new Cluster(
                "domain-c1",
                "blue",
                null,
                false,
                null,
                true,
                "fullyAutomated",
                false,
                List.of(),
                List.of(),
                List.of(new Cluster.Bound("licences", List.of("vm-1"), List.of("host-1", "host-9"))));
        assertThat(Precheck.against(look(esxi(1, 1000, 500), ruled, others(2), WEB)))
                .singleElement()
                .asString()
                .contains("rule licences");
    }

    @Test
    void the_two_copies_of_a_fault_tolerant_vm_need_two_hosts() {
        Vm tolerant = new Vm("vm-3", "bank", "u3", "host-1", "poweredOn", "running");
        assertThat(Precheck.against(look(esxi(1, 1000, 500), GOOD, others(1), tolerant)))
                .singleElement()
                .asString()
                .contains("bank is fault tolerant");
        assertThat(Precheck.against(look(esxi(1, 1000, 500), GOOD, others(2), tolerant)))
                .isEmpty();
    }

    @Test
    void of_a_vsan_cluster_one_host_is_away_at_a_time() {
        Cluster vsan = cluster(false, null, true, "fullyAutomated", true);
        Esxi away = new Esxi(
                "host-2", "esx2", "domain-c1", List.of(), null, "connected", true, "poweredOn", "green", 1000L, 0L);
        assertThat(Precheck.against(look(esxi(1, 1000, 500), vsan, List.of(away, esxi(3, 1000, 100)), WEB)))
                .singleElement()
                .asString()
                .contains("esx2 is away already");
    }

    @Test
    void a_host_in_no_cluster_moves_nothing() {
        assertThat(Precheck.against(look(esxi(1, 1000, 500), null, List.of(), WEB)))
                .singleElement()
                .asString()
                .contains("in no cluster")
                .contains("web");
        assertThat(Precheck.against(look(esxi(1, 1000, 500), null, List.of()))).isEmpty();
    }
}
