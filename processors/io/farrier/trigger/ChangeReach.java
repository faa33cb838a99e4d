package io.farrier.trigger;

import io.farrier.fleet.Hosts;
import io.farrier.fleet.Selector;
import java.util.Map;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/** Refuses a change whose targets are no host, or more than one change may touch. */
@Component("changeReach")
class ChangeReach {

    private final Hosts hosts;
    private final int cap;

    ChangeReach(Hosts hosts, @Value("${farrier.trigger.cap}") int cap) {
        this.hosts = hosts;
        this.cap = cap;
    }

    /**
     * @param found how many hosts the selectors mean that were looked at a moment ago; what is looked at now is added
     * @throws Unclear saying how many it means
     */
    void check(Said.Approved approved, Map<Selector, Integer> found) {
        int means = found.computeIfAbsent(Selector.read(approved.targets()), selector -> hosts.resolve(selector)
                .size());
        int most = approved.cap() == null ? cap : Math.min(cap, approved.cap());
        if (means == 0) {
            throw new Unclear("has targets that resolve to no host: %s".formatted(approved.targets()));
        }
        if (means > most) {
            throw new Unclear("has targets that resolve to %d hosts, and at most %d are allowed (%s)"
                    .formatted(means, most, most == cap ? "farrier.trigger.cap" : "its own cap"));
        }
    }
}
