package io.farrier.readiness;

import static org.assertj.core.api.Assertions.assertThat;

import io.farrier.HubTest;
import io.farrier.lab.device.Fault;
import io.farrier.readiness.Risk.Severity;
import io.farrier.transport.LabFleet;
import java.io.IOException;
import java.util.List;
import org.apache.camel.ProducerTemplate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

@HubTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ReadinessTest {

    @Autowired
    JdbcClient jdbc;

    @Autowired
    ProducerTemplate camel;

    @Autowired
    Readings readings;

    LabFleet fleet;

    @BeforeAll
    void lab() throws IOException {
        fleet = LabFleet.start(jdbc, 157, 12, "--speed=600");
    }

    @AfterAll
    void end() {
        fleet.close();
    }

    private List<Risk> look(int n, Fault... faults) {
        for (Fault fault : faults) {
            fleet.lab().device(fleet.bmc(n).address()).fault(fault, true, null);
        }
        camel.requestBody("direct:readiness.look", fleet.bmc(n));
        return readings.of(fleet.bmc(n).hostId()).orElseThrow().risks();
    }

    @Test
    void a_server_with_nothing_in_the_way_is_ready() {
        assertThat(look(0)).isEmpty();
        assertThat(readings.of(fleet.bmc(0).hostId())
                        .orElseThrow()
                        .facts()
                        .condition()
                        .licences())
                .hasSize(1);
    }

    @Test
    void what_is_in_the_way_is_told_with_what_to_do() {
        assertThat(look(1, Fault.LOCKDOWN))
                .extracting(Risk::code, Risk::severity)
                .containsExactly(org.assertj.core.groups.Tuple.tuple("lockdown", Severity.blocks));
        assertThat(look(2, Fault.POWER_SUPPLY_LOST))
                .extracting(Risk::code)
                .containsExactlyInAnyOrder("power", "health");
        assertThat(readings.of(fleet.bmc(2).hostId())
                        .orElseThrow()
                        .facts()
                        .condition()
                        .faults())
                .containsExactly("PSRollupStatus", "PSU0003");
        assertThat(look(3, Fault.CSIOR_OFF, Fault.UNLICENSED, Fault.SETTINGS_PENDING, Fault.FOREIGN_JOB))
                .extracting(Risk::code)
                .containsExactlyInAnyOrder("csior", "licence", "pending", "foreign-jobs");
        assertThat(look(4, Fault.SICK)).singleElement().satisfies(risk -> {
            assertThat(risk.severity()).isEqualTo(Severity.asks);
            assertThat(risk.sentence()).startsWith("its health is Critical: ");
        });
        assertThat(readings.summary().sentence()).contains("locked down", "CSIOR off", "jobs of another owner");
        assertThat(readings.page(0, 100, "csior"))
                .extracting(Reading::host)
                .contains(fleet.bmc(3).hostId())
                .doesNotContain(fleet.bmc(0).hostId());
    }

    @Test
    void whoever_could_not_fetch_is_told_so_and_blocked_where_it_takes_no_files_either() {
        jdbc.sql("update hosts set unfetched = 'RED006: Unable to download' where id = ?")
                .params(fleet.bmc(5).hostId())
                .update();
        assertThat(look(5)).singleElement().satisfies(risk -> assertThat(risk.severity())
                .isEqualTo(Severity.blocks));
        jdbc.sql(
                        "insert into update_modes (host_id, transport, fetches, takes, by) values (?, 'redfish', true, true, 'x')")
                .params(fleet.bmc(5).hostId())
                .update();
        assertThat(look(5)).singleElement().satisfies(risk -> assertThat(risk.severity())
                .isEqualTo(Severity.warns));
    }

    @Test
    void a_server_whose_redfish_is_dead_tells_less_and_that_is_said() {
        assertThat(look(6, Fault.REDFISH_DEAD)).extracting(Risk::code).containsExactly("untold");
    }

    @Test
    void a_server_that_does_not_answer_is_not_ready() {
        assertThat(look(7, Fault.REFUSES_CONNECTION, Fault.SSH_DEAD, Fault.IPMI_DEAD))
                .extracting(Risk::code)
                .containsExactly("no-answer");
    }
}
