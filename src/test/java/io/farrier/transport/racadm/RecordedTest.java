package io.farrier.transport.racadm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.farrier.transport.FqddTable;
import io.farrier.transport.Inventory;
import io.farrier.transport.Jobs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.assertj.core.groups.Tuple;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Texts that a real iDRAC8 gave, as the recorded fixtures hold them. */
class RecordedTest {

    private static final Path FIXTURES = Path.of("../shared/fixtures/racadm");

    private static final FqddTable TABLE = new FqddTable(
            List.of(new FqddTable.Line("BIOS.Setup.1-1", "159"), new FqddTable.Line("iDRAC.Embedded.1-1", "25227")));

    @BeforeEach
    void fixtures() {
        if (!Files.isDirectory(FIXTURES)) {
            System.out.println("SKIPPED: no recorded answers in " + FIXTURES.toAbsolutePath());
        }
        assumeTrue(Files.isDirectory(FIXTURES), "no recorded answers in " + FIXTURES.toAbsolutePath());
    }

    private static String text(String name) throws IOException {
        return RacadmReply.of(0, Files.readString(FIXTURES.resolve(name + ".txt")))
                .text();
    }

    @Test
    void what_is_installed_is_told_apart_from_what_is_only_kept() throws IOException {
        String text = text("racadm-software-inventory");
        List<Inventory.Installed> installed = SoftwareInventory.installed(text, TABLE);
        assertThat(installed)
                .hasSize((int) text.lines()
                        .filter(line -> line.startsWith("Current Version"))
                        .count())
                .extracting(Inventory.Installed::inventoryId, Inventory.Installed::version)
                .contains(
                        Tuple.tuple("25227__iDRAC.Embedded.1-1", "2.23.23.21"),
                        Tuple.tuple("0__NIC.Embedded.1-1-1", "16.5.0"));
        assertThat(SoftwareInventory.kept(text, "BIOS.Setup.1-1")).contains("1.0.3");
        assertThat(SoftwareInventory.kept(text, "NIC.Embedded.1-1-1")).isEmpty();
        assertThat(installed)
                .filteredOn(item -> item.fqdd().equals("BIOS.Setup.1-1"))
                .extracting(Inventory.Installed::componentType, Inventory.Installed::weak)
                .containsExactly(Tuple.tuple("BIOS", true));
    }

    @Test
    void jobs_are_read_as_their_queue_shows_them() throws IOException {
        assertThat(JobQueue.jobs(text("racadm-jobqueue-data")))
                .hasSize(4)
                .extracting(Jobs.Job::jid, Jobs.Job::name, Jobs.Job::state, Jobs.Job::percent, Jobs.Job::messageId)
                .contains(
                        Tuple.tuple(
                                "JID_561235100730",
                                "Export: System configuration XML file",
                                "Completed",
                                100,
                                "SYS043"),
                        Tuple.tuple("JID_561425959190", "Firmware Update: BIOS", "Completed", null, "PR19"));
    }

    @Test
    void wherever_a_text_is_cut_off_it_is_refused_or_lacks_nothing_but_its_last_blocks() throws IOException {
        String jobs = text("racadm-jobqueue-data");
        String software = text("racadm-software-inventory");
        int whole = JobQueue.jobs(jobs).size();
        for (int end = 0; end < jobs.length(); end++) {
            String part = jobs.substring(0, end);
            Cuts.refusedOrShorter(() -> JobQueue.jobs(part), JobQueue.jobs(jobs).subList(0, whole));
        }
        List<Inventory.Installed> all = SoftwareInventory.installed(software, TABLE);
        for (int end = 0; end < software.length(); end++) {
            String part = software.substring(0, end);
            Cuts.refusedOrShorter(() -> SoftwareInventory.installed(part, TABLE), all);
        }
    }
}
