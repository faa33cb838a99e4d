package io.farrier.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.farrier.HubTest;
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
class RedfishTest {

    @Autowired
    JdbcClient jdbc;

    @Autowired
    ProducerTemplate camel;

    LabFleet fleet;

    @BeforeAll
    void lab() throws IOException {
        fleet = LabFleet.start(jdbc, 31, 3, "--speed=600");
    }

    @AfterAll
    void end() {
        fleet.close();
    }

    private Outcome ask(Ask ask) {
        return camel.requestBody("direct:transport.attempt", ask, Outcome.class);
    }

    @Test
    void an_idrac_says_who_it_is_without_a_login() {
        Outcome outcome = ask(new Ask.Identify(fleet.bmc(0)));
        assertThat(outcome.word()).as(outcome.sentence()).isEqualTo(Word.DONE);
        assertThat(outcome.as(Identity.class).kind()).isEqualTo("server");
        assertThat(outcome.as(Identity.class).serviceTag()).isNotBlank();
    }

    @Test
    void an_inventory_holds_what_is_installed_and_nothing_twice() {
        Outcome outcome = ask(new Ask.ReadInventory(fleet.bmc(0)));
        assertThat(outcome.word()).as(outcome.sentence()).isEqualTo(Word.DONE);
        Inventory inventory = outcome.as(Inventory.class);
        assertThat(inventory.generation()).matches("\\d{2}G");
        assertThat(inventory.systemId()).matches("[0-9A-F]{4}");
        assertThat(inventory.components())
                .extracting(Inventory.Installed::inventoryId)
                .doesNotHaveDuplicates()
                .contains("159__BIOS.Setup.1-1", "25227__iDRAC.Embedded.1-1");
    }

    @Test
    void readiness_jobs_and_power_are_read() {
        Outcome ready = ask(new Ask.ReadReadiness(fleet.bmc(1)));
        assertThat(ready.word()).as(ready.sentence()).isEqualTo(Word.DONE);
        assertThat(ready.as(Readiness.class).lcStatus()).isEqualTo("Ready");
        Outcome jobs = ask(new Ask.ReadJobs(fleet.bmc(1), List.of()));
        assertThat(jobs.word()).as(jobs.sentence()).isEqualTo(Word.DONE);
        Outcome power = ask(new Ask.ReadPower(fleet.bmc(1)));
        assertThat(power.as(Power.class).state()).isEqualTo("On");
    }

    @Test
    void what_the_table_does_not_know_is_told_in_the_device_s_own_words_and_asked_for_once() {
        Outcome on = ask(new Ask.Reset(fleet.bmc(2), ResetKind.ON));
        assertThat(on.messageId())
                .as("an id that config/classification.yaml lacks")
                .isEqualTo("PSU501");
        assertThat(on.sentence()).contains("By PSU501 the device means: Server is already powered ON.");
        int reads = fleet.lab().devices().get(2).tally().reads();
        assertThat(ask(new Ask.Reset(fleet.bmc(2), ResetKind.ON)).sentence()).isEqualTo(on.sentence());
        assertThat(fleet.lab().devices().get(2).tally().reads() - reads)
                .as("the system, and no registry")
                .isEqualTo(1);
    }

    @Test
    void where_nothing_listens_nothing_was_sent() {
        Outcome outcome = ask(new Ask.Identify(new Bmc(0, "127.20.31.200", 8443)));
        assertThat(outcome.word()).isEqualTo(Word.NEXT_TRANSPORT);
        assertThat(outcome.messageId()).isEqualTo("refused");
        assertThat(outcome.sentence()).contains("127.20.31.200");
    }
}
