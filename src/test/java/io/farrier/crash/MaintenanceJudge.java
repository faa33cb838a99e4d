package io.farrier.crash;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.farrier.vcenter.Watcher;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.SoftAssertions;

/** Compares what a lab's devices did with what VMware's client saw of their hosts at the same time. Neither knows of the hub. */
final class MaintenanceJudge {

    /** A job that ran on a device, or a time in which its host was out of service. */
    private record Work(String what, Instant from, Instant to) {}

    private int hosts;
    private int jobs;
    private int outages;
    private int entered;

    void judge(Round round, VcenterBeside vcenter) {
        Watcher watcher = vcenter.watcher();
        SoftAssertions all = new SoftAssertions();
        all.assertThat(watcher.isAlive())
                .as("the watcher watches: " + watcher.complaints())
                .isTrue();
        for (Truth.Planned host : round.truth().planned()) {
            String tag = vcenter.tag(host.address());
            String story = String.join("\n", round.truth().story(host.address()));
            List<Work> work = work(round.lab(), host.address());
            all.assertThat(work)
                    .as(
                            "%s worked only in maintenance mode, which it was in at %s%n%s",
                            host.address(), watcher.tasks(tag), story)
                    .allMatch(one -> watcher.inMaintenance(tag, one.from(), one.to()));
            if (host.state().equals("succeeded")) {
                all.assertThat(work).as("%s worked at all", host.address()).isNotEmpty();
            }
            back(all, host, tag, watcher, story);
            List<Watcher.Task> enters = ordered(watcher, tag, "enterMaintenanceMode");
            all.assertThat(enters)
                    .as("%s: how often it was brought into maintenance mode%n%s", host.address(), story)
                    .hasSize(work.isEmpty() ? enters.size() : 1)
                    .hasSizeLessThan(2);
            all.assertThat(ordered(watcher, tag, "exitMaintenanceMode"))
                    .as("%s: how often it was taken back%n%s", host.address(), story)
                    .hasSizeLessThanOrEqualTo(enters.size());
            hosts++;
            entered += enters.size();
        }
        all.assertAll();
    }

    /** Who stays in maintenance mode says so. */
    private static void back(SoftAssertions all, Truth.Planned host, String tag, Watcher watcher, String story) {
        if (host.state().equals("succeeded")) {
            await().atMost(Duration.ofSeconds(5)).until(() -> !watcher.inMaintenance(tag, Instant.now()));
        } else if (watcher.inMaintenance(tag, Instant.now())) {
            all.assertThat(host.reason())
                    .as("%s stays in maintenance mode, and why%n%s", host.address(), story)
                    .containsIgnoringCase("maintenance");
        }
    }

    private static List<Watcher.Task> ordered(Watcher watcher, String tag, String what) {
        return watcher.tasks(tag).stream()
                .filter(task -> task.what().endsWith("." + what))
                .toList();
    }

    private List<Work> work(LabProcess lab, String address) {
        JsonNode device = lab.device(address);
        List<Work> work = new ArrayList<>();
        for (JsonNode job : device.path("jobs")) {
            if (!job.path("running").isNull()) {
                work.add(
                        of(lab, job.path("id").asText() + " " + job.path("name").asText(), job, "running", "ended"));
                jobs++;
            }
        }
        for (JsonNode outage : device.path("outages")) {
            work.add(of(lab, "out of service", outage, "from", "to"));
            outages++;
        }
        return work;
    }

    private static Work of(LabProcess lab, String what, JsonNode times, String from, String to) {
        Instant began = lab.wall(Instant.parse(times.path(from).asText()));
        return new Work(
                what,
                began,
                times.path(to).isNull()
                        ? Instant.now()
                        : lab.wall(Instant.parse(times.path(to).asText())));
    }

    /** For the closing line. */
    String figures() {
        return "of %d hosts %d were brought into maintenance mode, once each, %d jobs and %d restarts all within it, every host back"
                .formatted(hosts, entered, jobs, outages);
    }
}
