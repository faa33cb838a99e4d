package io.farrier.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.farrier.quiesce.Stance.Posture;
import io.farrier.run.RunEvent.Admitted;
import io.farrier.run.RunEvent.DrainIntended;
import io.farrier.run.RunEvent.JobsMoved;
import io.farrier.run.RunEvent.Move;
import io.farrier.run.RunEvent.NeedsHuman;
import io.farrier.run.RunEvent.Proven;
import io.farrier.run.RunEvent.ResetOrdered;
import io.farrier.run.RunEvent.RestoreIntended;
import io.farrier.run.RunEvent.Stood;
import io.farrier.run.RunEvent.SubmitAccepted;
import io.farrier.run.Timings.Timing;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TimingsTest {

    private final List<Fold.At> story = new ArrayList<>();

    private static Promise promise(String key, String component, boolean direct, int batch) {
        return new Promise(key, key + ".Slot.1", key, component, "1", "2", 1, key + ".EXE", direct, false, batch);
    }

    private TimingsTest at(int minute, RunEvent event) {
        story.add(new Fold.At(Instant.EPOCH.plus(Duration.ofMinutes(minute)), event));
        return this;
    }

    private TimingsTest admitted(Promise... promises) {
        return at(0, new Admitted(List.of(promises), "graceful"));
    }

    private TimingsTest taken(int minute, String key) {
        return at(minute, new SubmitAccepted(key, "JID_" + key, false, key));
    }

    private TimingsTest moved(int minute, String key, Phase phase) {
        return at(minute, new JobsMoved(List.of(new Move(key, "JID_" + key, phase.name(), null, null, key))));
    }

    private TimingsTest proven(int minute, String... keys) {
        return at(minute, new Proven(List.of(keys), "it"));
    }

    private TimingsTest stood(int minute, Posture posture, boolean ours) {
        return at(minute, new Stood(posture, ours, "", Map.of()));
    }

    private static Timing timing(String component, int minutes) {
        return new Timing(component, Duration.ofMinutes(minutes));
    }

    @Test
    void what_is_staged_has_its_own_time_and_the_restart_what_is_left() {
        admitted(promise("BIOS", "159", false, 1), promise("NIC", null, false, 1))
                .taken(1, "BIOS")
                .moved(4, "BIOS", Phase.STAGED)
                .taken(4, "NIC")
                .moved(5, "NIC", Phase.STAGED)
                .at(6, new ResetOrdered("graceful", 1))
                .moved(8, "BIOS", Phase.RUNNING)
                .moved(14, "BIOS", Phase.CLAIMED)
                .moved(14, "NIC", Phase.RUNNING)
                .moved(16, "NIC", Phase.CLAIMED)
                .proven(20, "BIOS", "NIC");
        assertThat(Timings.of(story)).containsExactly(timing("159", 9), timing("NIC", 3), timing(Timings.RESTART, 6));
    }

    @Test
    void what_keeping_the_configuration_took_is_of_the_host_and_is_learned_only_where_it_was_kept() {
        admitted(promise("BIOS", "159", false, 1))
                .at(1, new RunEvent.ProfileIntended("redfish", Instant.EPOCH))
                .at(2, new RunEvent.ProfileIntended("redfish", Instant.EPOCH))
                .at(5, new RunEvent.ProfileKept(7));
        assertThat(Timings.of(story))
                .containsExactly(timing(Timings.PROFILE, 4))
                .allMatch(Timing::ofHost);
        story.clear();
        admitted(promise("BIOS", "159", false, 1))
                .at(1, new RunEvent.ProfileIntended("redfish", Instant.EPOCH))
                .at(2, new RunEvent.ProfileMissed("no licence"));
        assertThat(Timings.of(story)).isEmpty();
    }

    @Test
    void what_is_installed_at_once_takes_until_it_is_claimed_and_the_last_one_until_it_is_proven() {
        admitted(promise("LC", "28897", true, 1), promise("iDRAC", "25227", true, 1))
                .taken(0, "LC")
                .moved(3, "LC", Phase.CLAIMED)
                .taken(3, "iDRAC")
                .moved(9, "iDRAC", Phase.CLAIMED)
                .proven(12, "LC", "iDRAC");
        assertThat(Timings.of(story)).containsExactly(timing("28897", 3), timing("25227", 9));
    }

    @Test
    void a_standstill_takes_from_the_order_until_it_is_reached_and_so_does_the_way_back() {
        at(0, new Admitted(List.of(promise("LC", "28897", true, 1)), "graceful", "vsphere", null, Map.of()))
                .at(1, new DrainIntended("vsphere", Instant.EPOCH))
                .stood(2, Posture.MOVING, true)
                .stood(19, Posture.STILL, true)
                .taken(20, "LC")
                .proven(22, "LC")
                .at(22, new RestoreIntended("vsphere", Instant.EPOCH))
                .stood(25, Posture.WORKING, false);
        assertThat(Timings.of(story))
                .containsExactly(timing("28897", 2), timing("drain vsphere", 18), timing("restore vsphere", 3));
    }

    @Test
    void a_host_that_somebody_else_has_emptied_tells_nothing_of_how_long_that_takes() {
        at(0, new Admitted(List.of(promise("LC", "28897", true, 1)), "graceful", "vsphere", null, Map.of()))
                .stood(1, Posture.STILL, false)
                .taken(1, "LC")
                .proven(3, "LC");
        assertThat(Timings.of(story)).containsExactly(timing("28897", 2));
    }

    @Test
    void a_package_that_is_taken_again_counts_from_then() {
        admitted(promise("LC", "28897", true, 1)).taken(0, "LC").taken(10, "LC").proven(12, "LC");
        assertThat(Timings.of(story)).containsExactly(timing("28897", 2));
    }

    @Test
    void a_batch_that_was_not_proven_whole_and_a_run_that_a_person_helped_tell_nothing() {
        admitted(promise("LC", "28897", true, 1), promise("BIOS", "159", true, 2), promise("NIC", null, true, 2))
                .taken(0, "LC")
                .proven(2, "LC")
                .taken(2, "BIOS")
                .taken(2, "NIC")
                .moved(5, "NIC", Phase.FAILED)
                .proven(6, "BIOS");
        assertThat(Timings.of(story)).containsExactly(timing("28897", 2));
        at(7, new NeedsHuman("why"));
        assertThat(Timings.of(story)).isEmpty();
        assertThat(Timings.of(List.of())).isEmpty();
    }
}
