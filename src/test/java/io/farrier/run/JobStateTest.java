package io.farrier.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.farrier.transport.Jobs.Job;
import org.junit.jupiter.api.Test;

class JobStateTest {

    @Test
    void what_an_idrac10_still_downloads_is_not_called_installed_though_its_job_store_says_running() {
        assertThat(JobState.phase(job("Running", "RED110"))).isEqualTo(Phase.DOWNLOADING);
        assertThat(JobState.phase(job("Running", "RED003"))).isEqualTo(Phase.DOWNLOADING);
        assertThat(JobState.phase(job("Running", "RED052"))).isEqualTo(Phase.RUNNING);
        assertThat(JobState.phase(job("Running", null))).isEqualTo(Phase.RUNNING);
    }

    @Test
    void a_state_that_nobody_listed_has_ended_only_at_a_hundred_percent_and_then_its_message_tells_how() {
        assertThat(JobState.phase(new Job("JID_1", "", "", "Polishing", 40, "PR19", "")))
                .isEqualTo(Phase.RUNNING);
        assertThat(JobState.phase(new Job("JID_1", "", "", "Polishing", 100, "PR19", "")))
                .isEqualTo(Phase.CLAIMED);
        assertThat(JobState.phase(new Job("JID_1", "", "", "Polishing", 100, "RED007", "")))
                .isEqualTo(Phase.FAILED);
    }

    private static Job job(String state, String messageId) {
        return new Job("JID_1", "Firmware Update", "FirmwareUpdate", state, 20, messageId, "as the device says");
    }
}
