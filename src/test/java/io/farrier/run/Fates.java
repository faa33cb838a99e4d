package io.farrier.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.farrier.lab.device.Device;
import io.farrier.lab.device.Tally;
import io.farrier.plan.Target;
import io.farrier.run.Rollout.Ending;
import io.farrier.transport.LabFleet;
import java.util.List;
import java.util.Map;

/** What must hold of every run that has settled, whatever befell its host. The lab is asked, not the hub. */
final class Fates {

    private final Rollout rollout;
    private final LabFleet fleet;
    private final Map<Long, Target> targets;

    Fates(Rollout rollout, LabFleet fleet, Map<Long, Target> targets) {
        this.rollout = rollout;
        this.fleet = fleet;
        this.targets = targets;
    }

    Witness witness(long host) {
        String address = fleet.bmcs().stream()
                .filter(bmc -> bmc.hostId() == host)
                .findFirst()
                .orElseThrow()
                .address();
        Device device = fleet.lab().device(address);
        return new Witness(device);
    }

    void assertHonest(long plan, Map<Long, Ending> endings) {
        Map<Long, Long> ordered = rollout.count(plan, "run.reset-ordered");
        Map<Long, Long> unclear = rollout.count(plan, "run.reset-unclear");
        Map<Long, Long> absent = rollout.count(plan, "run.reset-absent");
        endings.forEach((host, ending) -> {
            Witness witness = witness(host);
            List<Promise> promises = targets.get(host).promises();
            String story = rollout.story(ending);
            if (List.of("succeeded", "nothing-to-do").contains(ending.state())) {
                assertThat(promises).as(story).allMatch(witness::holds);
            } else if (!ending.state().equals("human")) {
                assertThat(promises).as(story).anyMatch(promise -> !witness.holds(promise));
                assertThat(witness.pending()).as(story).isEmpty();
            }
            assertThat(witness.submits().values()).as(story).allMatch(times -> times == 1);
            assertThat(promises.stream().filter(p -> !p.direct()).map(Promise::fileName))
                    .as(story)
                    .noneMatch(witness.immediate()::contains);
            long told = ordered.getOrDefault(host, 0L) + unclear.getOrDefault(host, 0L) - absent.getOrDefault(host, 0L);
            assertThat(witness.resets(Tally.Cause.ORDERED) + witness.resets(Tally.Cause.REBOOT_JOB))
                    .as(story)
                    .isEqualTo(told);
            assertThat(witness.resets(Tally.Cause.IMMEDIATE)).as(story).isZero();
        });
    }
}
