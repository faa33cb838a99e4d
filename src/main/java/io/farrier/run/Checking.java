package io.farrier.run;

import io.farrier.transport.Inventory;
import io.farrier.transport.Jobs;
import io.farrier.transport.Jobs.Job;
import io.farrier.transport.Outcome;
import io.farrier.transport.Readiness;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** The look before the first effect: is it the right host, is it ready, is nobody else at work, is it still as planned? */
final class Checking {

    private static final Set<String> SERVER_READY = Set.of("OutOfPOST", "PoweredOff");

    private Checking() {}

    static Lesson learn(List<Outcome> outcomes, Learning.Facts facts) {
        Readiness readiness = outcomes.get(0).as(Readiness.class);
        if (!"Ready".equals(readiness.lcStatus())
                || !"Ready".equals(readiness.status())
                || !SERVER_READY.contains(readiness.serverStatus())) {
            return Learning.waits(
                    facts,
                    "not-ready",
                    "the Lifecycle Controller is %s, the server is %s"
                            .formatted(readiness.lcStatus(), readiness.serverStatus()));
        }
        Jobs queue = outcomes.get(1).as(Jobs.class);
        for (Job job : queue.jobs()) {
            if (job.jid() != null && !job.jid().startsWith("JID_CLEARALL") && JobState.live(job)) {
                return Learning.waits(
                        facts,
                        "foreign-job",
                        "job %s (%s) of another owner is %s".formatted(job.jid(), job.name(), job.state()));
            }
        }
        return compare(queue, outcomes.get(2).as(Inventory.class), facts);
    }

    private static Lesson compare(Jobs queue, Inventory inventory, Learning.Facts facts) {
        if (facts.serviceTag() != null && !facts.serviceTag().equals(inventory.serviceTag())) {
            return ended(facts, "another server answers at its address: service tag " + inventory.serviceTag());
        }
        List<String> done = new ArrayList<>();
        Map<String, List<Promise>> steps = facts.run().items().stream()
                .map(Item::promise)
                .collect(Collectors.groupingBy(Promise::component, LinkedHashMap::new, Collectors.toList()));
        for (List<Promise> way : steps.values()) {
            String version = version(inventory, way.getFirst());
            int behind = behind(way, version);
            if (behind < 0) {
                return ended(
                        facts,
                        "%s was %s when it was planned and is %s now: plan it anew"
                                .formatted(way.getFirst().name(), way.getFirst().from(), version));
            }
            way.subList(0, behind).forEach(promise -> done.add(promise.key()));
        }
        List<RunEvent> events = new ArrayList<>();
        events.add(new RunEvent.Checked(
                inventory.powerState(),
                inventory.collectedAt(),
                queue.jobs().stream().map(Job::jid).toList()));
        if (!done.isEmpty()) {
            events.add(new RunEvent.Proven(done, "already installed"));
        }
        return new Lesson(events, facts.now());
    }

    /** How many steps of the way lie behind a component that holds this version; -1 where it is nowhere on it. */
    static int behind(List<Promise> way, String version) {
        for (int n = way.size(); n > 0; n--) {
            if (Version.same(version, way.get(n - 1).version())) {
                return n;
            }
        }
        return Version.same(version, way.getFirst().from()) ? 0 : -1;
    }

    /** By the device's own id; over another transport, which may have other ids, by an FQDD that is there only once. */
    static String version(Inventory inventory, Promise promise) {
        return inventory.components().stream()
                .filter(component -> component.inventoryId().equals(promise.component()))
                .map(Inventory.Installed::version)
                .findFirst()
                .orElseGet(() -> {
                    List<String> versions = inventory.components().stream()
                            .filter(component ->
                                    promise.fqdd() != null && promise.fqdd().equals(component.fqdd()))
                            .map(Inventory.Installed::version)
                            .toList();
                    return versions.size() == 1 ? versions.getFirst() : "none";
                });
    }

    private static Lesson ended(Learning.Facts facts, String why) {
        return Lesson.of(facts.now(), new RunEvent.Ended("failed", why));
    }
}
