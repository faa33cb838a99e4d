package io.farrier.run;

import io.farrier.lab.device.Device;
import io.farrier.lab.device.Job;
import io.farrier.lab.device.JobState;
import io.farrier.lab.device.Message;
import io.farrier.lab.device.Part;
import io.farrier.lab.device.Tally;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What a device of the lab truly holds and saw, against which the hub's word is held. */
record Witness(Device device) {

    /** Whether the firmware that was promised is in the device, whatever its inventory says. */
    boolean holds(Promise promise) {
        return device.with(() -> {
            Part part = device.inventory().parts().stream()
                    .filter(p -> p.fqdds().contains(promise.fqdd()))
                    .filter(p -> promise.componentId() == null
                            || promise.componentId().equals(p.componentId()))
                    .findFirst()
                    .orElseThrow(() -> new AssertionError(device.address() + " has no " + promise.fqdd()));
            return Version.same(device.inventory().flashed().get(part.key()), promise.version());
        });
    }

    /** By package file, how often the device was told to install it, but for what it said it could not fetch. */
    Map<String, Integer> submits() {
        return device.with(() -> {
            Map<String, Integer> files = new TreeMap<>();
            device.tally().submits().stream()
                    .filter(submit -> device.jobs()
                            .find(submit.job())
                            .filter(job -> job.progress().message() == Message.DOWNLOAD_FAILED)
                            .isEmpty())
                    .forEach(submit -> files.merge(submit.file(), 1, Integer::sum));
            return files;
        });
    }

    /** The package files that were to be installed at once. */
    List<String> immediate() {
        return device.with(() -> device.tally().submits().stream()
                .filter(submit -> !submit.onReset())
                .map(Tally.Submit::file)
                .toList());
    }

    /** How often the host was reset for this reason. */
    long resets(Tally.Cause cause) {
        return device.with(() -> device.tally().hostResets().stream()
                .filter(reset -> reset.cause() == cause)
                .count());
    }

    /** Update jobs that would still apply themselves, now or at the next start. */
    List<String> pending() {
        return device.with(() -> device.jobs().all().stream()
                .filter(job ->
                        job.type() == Job.Type.FIRMWARE_UPDATE && !job.state().ended())
                .filter(job -> job.state() != JobState.RUNNING)
                .map(job -> job.id() + " " + job.name() + " " + job.state().dell())
                .toList());
    }

    int failedLogins() {
        return device.with(() -> device.tally().failedLogins());
    }

    int writes() {
        return device.with(
                () -> device.tally().writes().values().stream().mapToInt(n -> n).sum());
    }

    boolean on() {
        return device.with(() -> device.host().on());
    }

    /** Ends every session, as an administrator of the device would: whoever held one has to log in anew. */
    void endSessions() {
        device.with(() -> {
            device.sessions().open().forEach(session -> device.sessions().end(session.id()));
            return null;
        });
    }
}
