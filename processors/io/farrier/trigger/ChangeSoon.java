package io.farrier.trigger;

import io.farrier.fleet.Hosts;
import io.farrier.fleet.Selector;
import java.time.Instant;
import java.util.List;
import org.apache.camel.Body;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/**
 * Whose turn is about to come: the hosts of a change that somebody has just approved, and whose window is open. A hint, taken before
 * anything is judged; whoever judges the message says what is wrong with it.
 */
@Component("changeSoon")
class ChangeSoon {

    private final Reading reading;
    private final Hosts hosts;
    private final int largest;
    private final int cap;

    ChangeSoon(
            Reading reading,
            Hosts hosts,
            @Value("${farrier.trigger.largest}") int largest,
            @Value("${farrier.trigger.cap}") int cap) {
        this.reading = reading;
        this.hosts = hosts;
        this.largest = largest;
        this.cap = cap;
    }

    /** @param arrived one message; where they come in heaps the hub has other things to do, and nobody's turn comes so soon */
    public List<Long> hosts(@Body Object arrived) {
        return switch (arrived) {
            case Delivery one -> of(one);
            case List<?> heap when heap.size() == 1 && heap.getFirst() instanceof Delivery one -> of(one);
            default -> List.of();
        };
    }

    private List<Long> of(Delivery delivery) {
        try {
            if (!(reading.read(Envelope.open(delivery, largest)) instanceof Said.Approved approved)
                    || !open(approved.window(), Instant.now())) {
                return List.of();
            }
            List<Long> meant = hosts.resolve(Selector.read(approved.targets()));
            return meant.size() > cap ? List.of() : meant;
        } catch (RuntimeException e) {
            return List.of();
        }
    }

    private static boolean open(Said.Opening window, Instant now) {
        return window != null
                && window.opensAt() != null
                && window.closesAt() != null
                && !now.isBefore(window.opensAt())
                && now.isBefore(window.closesAt());
    }
}
