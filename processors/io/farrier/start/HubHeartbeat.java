package io.farrier.start;

import io.farrier.desk.Desk;
import io.farrier.hub.Life;
import jakarta.annotation.PreDestroy;
import org.springframework.stereotype.Component;

/** Keeps this hub's line in the table {@code hubs} fresh, and closes it when the hub is stopped in peace. */
@Component("hubHeartbeat")
class HubHeartbeat {

    private final Hubs hubs;
    private final Life life;
    private final Desk desk;

    HubHeartbeat(Hubs hubs, Life life, Desk desk) {
        this.hubs = hubs;
        this.life = life;
        this.desk = desk;
    }

    public void seen() {
        hubs.seen(life, desk.hash());
    }

    @PreDestroy
    void end() {
        hubs.end(life);
    }
}
