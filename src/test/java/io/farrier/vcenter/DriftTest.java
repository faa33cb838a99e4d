package io.farrier.vcenter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.farrier.HubTest;
import io.farrier.bell.Bell;
import io.farrier.bell.Kind;
import io.farrier.bell.Turn;
import io.farrier.bell.Turns;
import io.farrier.hub.Refused;
import io.farrier.ledger.Event;
import io.farrier.ledger.Ledger;
import io.farrier.quiesce.Kinds;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What one sync after the other makes of the truth, whatever a vCenter shows. */
@HubTest
class DriftTest {

    private static final Cluster BLUE = cluster("domain-c1", "blue");
    private static final Cluster RED = cluster("domain-c2", "red");

    @Autowired
    JdbcClient jdbc;

    @Autowired
    Vcenters vcenters;

    @Autowired
    Estate estate;

    @Autowired
    Estates estates;

    @Autowired
    Kinds kinds;

    @Autowired
    Turns turns;

    @Autowired
    Ledger ledger;

    private Vcenter one;
    private Vcenter two;
    private Turn turn;
    private Turn other;
    private long host;

    @BeforeEach
    void two() throws IOException {
        Path secret = Files.createTempFile(
                "drift",
                "password",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(secret, "x");
        host = jdbc.sql(
                        "insert into hosts (mgmt_ip, mgmt_kind, service_tag) values ('127.20.125.1', 'server', 'DRIFT01')"
                                + " returning id")
                .query(Long.class)
                .single();
        // Nobody listens there; and as long as the turn is held here, nobody asks.
        one = vcenters.add(new Vcenters.Wanted("drift-1", "https://127.20.125.8", "u", "file:" + secret, true), "test");
        two = vcenters.add(new Vcenters.Wanted("drift-2", "https://127.20.125.9", "u", "file:" + secret, true), "test");
        turn = claim(one);
        other = claim(two);
    }

    @AfterEach
    void end() {
        vcenters.remove(one.id(), "test");
        vcenters.remove(two.id(), "test");
        jdbc.sql("delete from hosts where id = ?").params(host).update();
    }

    private Turn claim(Vcenter vcenter) {
        Bell bell = turns.bell(Kind.VCENTER, vcenter.id()).orElseThrow();
        return turns.claim(Kind.VCENTER, bell, "a test", Duration.ofMinutes(5)).orElseThrow();
    }

    private static Cluster cluster(String moid, String name) {
        return new Cluster(moid, name, "ams", true, 1, true, "fullyAutomated", false, List.of(), List.of(), List.of());
    }

    private static Esxi esxi(String moid, String name, String cluster, String tag) {
        return new Esxi(moid, name, cluster, List.of(tag), null, "connected", false, "poweredOn", "green", 1L, 1L);
    }

    private static final Esxi BYSTANDER = esxi("host-99", "esx99", null, "NOBODY9");

    private void show(Esxi... hosts) {
        estate.record(
                turn,
                one,
                new Shown("uuid-1", "vCenter", List.of(BLUE, RED), List.of(hosts), List.of()),
                Instant.now());
        turn = claim(one);
    }

    private Kinds.Kind kind() {
        return kinds.of(List.of(host)).get(host);
    }

    private List<String> told() {
        return ledger.stream("host:" + host).stream().map(Event::type).toList();
    }

    private String clusterOf() {
        return jdbc.sql("select cluster_moid from hosts where id = ?")
                .params(host)
                .query(String.class)
                .optional()
                .orElse(null);
    }

    @Test
    void a_host_that_is_shown_no_more_is_refused_until_it_is_seen_again_or_forgotten() {
        show(esxi("host-1", "esx1", "domain-c1", "DRIFT01"), BYSTANDER);
        assertThat(kind()).isEqualTo(new Kinds.Kind("vsphere", null));
        assertThat(clusterOf()).isEqualTo("domain-c1");
        show(BYSTANDER);
        assertThat(kind().name()).isEqualTo("vsphere");
        assertThat(kind().problem()).contains("shows it no more").contains("blue");
        assertThat(clusterOf()).as("it stays a cluster's host").isEqualTo("domain-c1");
        show(esxi("host-1", "esx1", "domain-c1", "DRIFT01"), BYSTANDER);
        assertThat(kind().problem()).isNull();
        show(BYSTANDER);
        estate.forget(one.id(), "host-1", "carla");
        assertThat(kind().name()).isNull();
        assertThat(told())
                .contains(
                        "host.vcenter.matched", "host.vcenter.gone", "host.vcenter.drifted", "host.vcenter.forgotten");
    }

    @Test
    void a_host_that_moved_or_was_renamed_is_told() {
        show(esxi("host-1", "esx1", "domain-c1", "DRIFT01"), BYSTANDER);
        show(esxi("host-1", "esx1-new", "domain-c2", "DRIFT01"), BYSTANDER);
        assertThat(clusterOf()).isEqualTo("domain-c2");
        assertThat(estates.hosts(one.id()).stream()
                        .filter(row -> row.moid().equals("host-1"))
                        .findFirst()
                        .orElseThrow()
                        .was())
                .contains("it was called esx1")
                .contains("in the cluster blue");
        assertThat(kind().problem()).isNull();
    }

    @Test
    void a_host_in_two_vcenters_is_refused() {
        show(esxi("host-1", "esx1", "domain-c1", "DRIFT01"), BYSTANDER);
        estate.record(
                other,
                two,
                new Shown(
                        "uuid-2",
                        "vCenter",
                        List.of(BLUE),
                        List.of(esxi("host-5", "esx1", "domain-c1", "DRIFT01")),
                        List.of()),
                Instant.now().plusSeconds(600));
        assertThat(kind().problem())
                .contains("several places")
                .contains("drift-1")
                .contains("drift-2");
        assertThat(estates.place(host)).isEmpty();
    }

    @Test
    void two_addresses_of_one_vcenter_are_found_out() {
        show(esxi("host-1", "esx1", "domain-c1", "DRIFT01"));
        assertThatThrownBy(() -> estate.record(
                        other,
                        two,
                        new Shown("uuid-1", "vCenter", List.of(), List.of(BYSTANDER), List.of()),
                        Instant.now()))
                .isInstanceOf(Refused.class)
                .hasMessageContaining("same vCenter as drift-1");
    }

    @Test
    void a_vcenter_that_suddenly_shows_nothing_changes_nothing() {
        show(esxi("host-1", "esx1", "domain-c1", "DRIFT01"));
        assertThatThrownBy(this::show).isInstanceOf(Refused.class).hasMessageContaining("System.Read");
        assertThat(kind()).isEqualTo(new Kinds.Kind("vsphere", null));
        assertThat(estates.hosts(one.id())).singleElement().satisfies(row -> assertThat(row.goneAt())
                .isNull());
    }
}
