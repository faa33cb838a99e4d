package io.farrier.hub;

import jakarta.annotation.PreDestroy;
import org.springframework.stereotype.Component;

/** Keeps this hub's line in the table {@code hubs} fresh, and closes it when the hub is stopped in peace. */
@Component("hubHeartbeat")
class HubHeartbeat {

    private final Hubs hubs;
    private final Life life;

    HubHeartbeat(Hubs hubs, Life life) {
        this.hubs = hubs;
        this.life = life;
    }

    public void seen() {
        hubs.seen(life, null);
    }

    @PreDestroy
    void end() {
        hubs.end(life);
    }
}
