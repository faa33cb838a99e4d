package io.farrier.ome;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.farrier.HubTest;
import io.farrier.bell.Bell;
import io.farrier.bell.Kind;
import io.farrier.bell.Ring;
import io.farrier.lab.ome.Enterprise;
import io.farrier.lab.ome.Enterprise.Trouble;
import io.farrier.transport.LabFleet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.camel.ProducerTemplate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Our hub against the lab's OME, over 130 servers: two pages. One of them the hub does not know yet. */
@HubTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class OmeTest {

    private static final String FIRST = "127.20.174.1";
    private static final String SECOND = "127.20.174.2";
    private static final String UNKNOWN = "127.20.174.5";

    @Autowired
    JdbcClient jdbc;

    @Autowired
    ProducerTemplate camel;

    @Autowired
    Omes omes;

    @Autowired
    Holdings holdings;

    @Autowired
    Testimony testimony;

    LabFleet fleet;
    Enterprise lab;
    Ome ome;
    Path secret;

    @BeforeAll
    void start() throws IOException {
        fleet = LabFleet.start(jdbc, 174, 130);
        lab = fleet.lab().enterprise();
        jdbc.sql("delete from hosts where mgmt_ip = ?::inet").params(UNKNOWN).update();
        fleet.lab().devices().forEach(device -> jdbc.sql("update hosts set service_tag = ? where mgmt_ip = ?::inet")
                .params(device.plate().tag().tag(), device.address())
                .update());
        lab.site("ams1", FIRST, SECOND);
        lab.site("fra1", "127.20.174.3");
        jdbc.sql("update hosts set tags = '{\"site\": \"written\"}' where mgmt_ip = ?::inet")
                .params(SECOND)
                .update();
        secret = Files.createTempFile(
                "ome", "password", PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(secret, fleet.lab().settings().password());
        ome = omes.add(
                new Omes.Wanted(
                        "lab-ome",
                        fleet.lab().enterpriseUrl(),
                        fleet.lab().settings().user(),
                        "file:" + secret,
                        true,
                        Map.of("site", "Sites")),
                "test");
        sync();
    }

    @AfterAll
    void end() {
        if (ome != null) {
            omes.find(ome.id()).ifPresent(left -> omes.remove(left.id(), "test"));
        }
        fleet.close();
    }

    private void sync() {
        Instant before = jdbc.sql("select now()")
                .query(java.sql.Timestamp.class)
                .single()
                .toInstant();
        long turn = jdbc.sql("select turn from omes where id = ?")
                .params(ome.id())
                .query(Long.class)
                .single();
        camel.sendBody("direct:bell.rings", List.of(Ring.now(Kind.OME, new Bell(ome.id(), turn))));
        await().atMost(Duration.ofSeconds(30)).until(() -> {
            Ome read = omes.byId(ome.id());
            return read.syncedAt() != null && read.syncedAt().isAfter(before)
                    || read.lastProblemAt() != null && read.lastProblemAt().isAfter(before);
        });
        ome = omes.byId(ome.id());
    }

    private Holdings.Held at(String address) {
        return holdings.of(ome.id()).stream()
                .filter(held -> address.equals(held.address()))
                .findFirst()
                .orElseThrow();
    }

    private String tags(String address) {
        return jdbc.sql("select tags ->> 'site' from hosts where mgmt_ip = ?::inet")
                .params(address)
                .query(String.class)
                .optional()
                .orElse(null);
    }

    private long host(String address) {
        return jdbc.sql("select id from hosts where mgmt_ip = ?::inet")
                .params(address)
                .query(Long.class)
                .single();
    }

    @Test
    @Order(1)
    void all_pages_are_read_and_the_session_is_given_back() {
        assertThat(ome.lastProblem()).isNull();
        assertThat(holdings.of(ome.id())).hasSize(130);
        assertThat(at(FIRST).hostId()).isEqualTo(host(FIRST));
        assertThat(at(FIRST).model()).startsWith("PowerEdge ");
        assertThat(at(FIRST).software()).isNotEmpty().allMatch(row -> row.version() != null);
        assertThat(lab.sessions()).isZero();
    }

    @Test
    @Order(2)
    void a_server_that_nobody_knew_is_found_by_asking_its_bmc() {
        await().atMost(Duration.ofSeconds(60)).until(() -> jdbc.sql(
                        "select exists (select 1 from hosts where mgmt_ip = ?::inet and inventory_at is not null)")
                .params(UNKNOWN)
                .query(Boolean.class)
                .single());
    }

    @Test
    @Order(3)
    void groups_become_tags_unless_somebody_else_wrote_them() {
        assertThat(tags(FIRST)).isEqualTo("ams1");
        assertThat(tags(SECOND)).isEqualTo("written");
        assertThat(testimony.of(host(FIRST)))
                .anyMatch(claim -> claim.about().equals("tag:site")
                        && claim.source().equals("ome:lab-ome")
                        && claim.holds()
                        && claim.at() != null);
        assertThat(testimony.of(host(SECOND)))
                .anyMatch(claim -> claim.about().equals("tag:site")
                        && claim.source().equals("ome:lab-ome")
                        && !claim.holds()
                        && claim.why().contains("People and the CMDB decide"));
    }

    @ParameterizedTest
    @Order(4)
    @CsvSource({
        "ENDLESS, twice",
        "CIRCLE, circle",
        "ELSEWHERE, at another server",
        "BROKEN, 503",
        "HTML, check the url",
        "BLIND, lost its scope"
    })
    void what_is_stored_stays_when_an_ome_misbehaves(Trouble trouble, String why) {
        List<Holdings.Held> before = holdings.of(ome.id());
        lab.trouble(trouble);
        try {
            sync();
        } finally {
            lab.trouble(null);
        }
        assertThat(ome.lastProblem()).contains(why);
        assertThat(holdings.of(ome.id())).isEqualTo(before);
        assertThat(lab.sessions()).isZero();
    }

    @Test
    @Order(5)
    void a_device_that_is_gone_is_marked_and_comes_back() {
        lab.hide(FIRST);
        sync();
        assertThat(ome.lastProblem()).isNull();
        assertThat(at(FIRST).goneAt()).isNotNull();
        assertThat(tags(FIRST)).isEqualTo("ams1");
        lab.hide();
        sync();
        assertThat(at(FIRST).goneAt()).isNull();
    }

    @Test
    @Order(6)
    void an_address_that_contradicts_a_bmc_is_told_and_not_believed() {
        lab.misplace("127.20.174.10", "127.20.174.11");
        sync();
        assertThat(holdings.of(ome.id()))
                .anyMatch(held -> held.problem() != null && held.problem().contains("the BMC at 127.20.174.10"));
        assertThat(testimony.of(host("127.20.174.10")))
                .anyMatch(claim ->
                        claim.about().equals("address") && "127.20.174.11".equals(claim.value()) && !claim.holds());
    }

    @Test
    @Order(7)
    void a_wrong_password_is_tried_once() throws IOException {
        Files.writeString(secret, "wrong");
        omes.edit(ome.id(), new Omes.Wanted(null, null, null, "file:" + secret, null, null), "test");
        int before = logins();
        sync();
        assertThat(ome.lastProblem()).contains("refused the login").doesNotContain("wrong");
        sync();
        assertThat(ome.lastProblem()).contains("nobody tries before");
        assertThat(logins()).isEqualTo(before + 1);
    }

    private int logins() {
        return (int)
                lab.asked().stream().filter(line -> line.startsWith("POST")).count();
    }

    @Test
    @Order(8)
    void one_that_is_removed_takes_its_tags_along_and_leaves_the_hosts() {
        omes.remove(ome.id(), "test");
        assertThat(tags(FIRST)).isNull();
        assertThat(tags(SECOND)).isEqualTo("written");
    }
}
