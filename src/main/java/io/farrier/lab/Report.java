package io.farrier.lab;

import io.farrier.lab.device.Device;
import io.farrier.lab.device.Tally;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What the whole lab saw.
 *
 * @param submits accepted update requests
 * @param submittedTwice by address and package file, how often, where it was more than once
 * @param hostResets by cause; ORDERED and REBOOT_JOB are the clients', the others the devices' own
 * @param writes requests that change something, logins and logouts not counted
 * @param installs firmware that went into a part, by part and version
 */
record Report(
        int devices,
        int submits,
        Map<String, Map<String, Integer>> submittedTwice,
        Map<Tally.Cause, Integer> hostResets,
        Map<Tally.Cause, Integer> bmcResets,
        Map<String, Integer> jobs,
        Map<String, Integer> installs,
        int writes,
        int reads,
        int logins,
        int failedLogins,
        int openSessions) {

    static Report of(List<Device> devices) {
        Map<String, Map<String, Integer>> twice = new TreeMap<>();
        Map<Tally.Cause, Integer> hostResets = new TreeMap<>();
        Map<Tally.Cause, Integer> bmcResets = new TreeMap<>();
        Map<String, Integer> jobs = new TreeMap<>();
        Map<String, Integer> installs = new TreeMap<>();
        int[] sums = new int[6];
        for (Device device : devices) {
            device.with(() -> {
                Tally tally = device.tally();
                Map<String, Integer> files = new TreeMap<>();
                tally.submits().forEach(submit -> files.merge(submit.file(), 1, Integer::sum));
                files.values().removeIf(times -> times < 2);
                if (!files.isEmpty()) {
                    twice.put(device.address(), files);
                }
                tally.hostResets().forEach(reset -> hostResets.merge(reset.cause(), 1, Integer::sum));
                tally.bmcResets().forEach(reset -> bmcResets.merge(reset.cause(), 1, Integer::sum));
                device.jobs().all().forEach(job -> jobs.merge(job.state().dell(), 1, Integer::sum));
                tally.installs().forEach((what, times) -> installs.merge(what, times, Integer::sum));
                sums[0] += tally.submits().size();
                sums[1] += tally.writes().values().stream()
                        .mapToInt(Integer::intValue)
                        .sum();
                sums[2] += tally.reads();
                sums[3] += tally.logins();
                sums[4] += tally.failedLogins();
                sums[5] += device.sessions().open().size();
                return null;
            });
        }
        return new Report(
                devices.size(),
                sums[0],
                twice,
                hostResets,
                bmcResets,
                jobs,
                installs,
                sums[1],
                sums[2],
                sums[3],
                sums[4],
                sums[5]);
    }
}
