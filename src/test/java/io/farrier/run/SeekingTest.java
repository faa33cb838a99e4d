package io.farrier.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.farrier.hub.Pace;
import io.farrier.transport.Jobs;
import io.farrier.transport.Jobs.Job;
import io.farrier.transport.UpdateMode;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Looking for the job of a way back whose answer was lost. */
class SeekingTest {

    private static final Instant AT = Instant.parse("2026-03-01T02:00:00Z");
    private static final Promise BACK =
            new Promise("bios", "BIOS.Setup.1-1", "BIOS", "159", "2", "1", Promise.KEPT, null, false, false, 1);

    private static RunEvent sought(Job... jobs) {
        Run run = Fold.of(Stream.of(
                        new RunEvent.Admitted(List.of(BACK), "graceful", null, null, Map.of()),
                        new RunEvent.SubmitIntended(
                                "bios", "redfish", "redfish: it", UpdateMode.BACK, null, AT, List.of("JID_1"), "BIOS"))
                .map(event -> new Fold.At(AT, event))
                .toList());
        Duration any = Duration.ofSeconds(1);
        Pace pace = new Pace(1, any, any, any, any, any, any, any, any, any, any, any, any, any, any, any);
        return Seeking.learn(
                        run.items().getFirst(),
                        new Jobs(List.of(jobs)),
                        new Learning.Facts(run, 0, "TAG", null, 0, AT, pace))
                .events()
                .getFirst();
    }

    private static Job job(String jid, String name, String type) {
        return new Job(jid, name, type, "Scheduled", 0, null, null);
    }

    @Test
    void a_rollback_that_was_not_there_before_is_taken_for_it_and_an_update_is_not() {
        assertThat(sought(
                        job("JID_1", "Firmware Rollback: BIOS", "FirmwareRollback"),
                        job("JID_2", "Firmware Update: NIC", "FirmwareUpdate"),
                        job("JID_3", "Firmware Rollback: BIOS", "FirmwareRollback")))
                .isEqualTo(new RunEvent.SubmitAccepted("bios", "JID_3", true, "BIOS 2 → 1"));
        assertThat(sought(job("JID_2", "Firmware Update: NIC", "FirmwareUpdate")))
                .isInstanceOf(RunEvent.Sought.class);
    }

    @Test
    void of_two_nobody_knows_which_it_is() {
        assertThat(sought(
                        job("JID_2", "Firmware Rollback: BIOS", "FirmwareRollback"),
                        job("JID_3", "Firmware Rollback: NIC", "FirmwareRollback")))
                .isInstanceOf(RunEvent.NeedsHuman.class);
    }
}
