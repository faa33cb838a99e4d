package io.farrier.start;

import io.farrier.bell.Turns;
import io.farrier.hub.Life;
import io.farrier.hub.OwnerOnly;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The first thing a hub does: say who it is, and refuse to live beside one that it would disturb. */
@Configuration(proxyBeanMethods = false)
class Birth {

    private static final Logger log = LoggerFactory.getLogger(Birth.class);

    @Bean
    Life life(
            Hubs hubs,
            Turns turns,
            @Value("${farrier.data}") Path data,
            @Value("${farrier.hub.node:}") String node,
            @Value("${spring.artemis.mode}") String mode,
            @Value("${farrier.hub.silence}") Duration silence)
            throws IOException {
        String place = node.isBlank()
                ? OwnerOnly.secret(
                        data.resolve("node"),
                        () -> "hub-" + UUID.randomUUID().toString().substring(0, 8))
                : node;
        Life life = new Life(place + "/" + UUID.randomUUID(), place);
        String broker = mode.equals("embedded") ? "embedded" : "external";
        List<String> rivals = hubs.rivals(life, broker, silence);
        if (!rivals.isEmpty()) {
            throw new RivalHub(rivals);
        }
        hubs.begin(life, broker);
        int ended = turns.endFormerLives(life.id());
        if (ended > 0) {
            log.info("{} turns of a former life of {} were given back", ended, place);
        }
        return life;
    }

    /** Another hub uses this database, and one of the two has a broker that the other can't hear. */
    static final class RivalHub extends RuntimeException {

        private static final long serialVersionUID = 1L;

        private static final String CURE =
                "Hubs that share a database must share a broker: set spring.artemis.mode=native"
                        + " and spring.artemis.broker-url to the same external Artemis on every hub, or stop the other one.";

        RivalHub(List<String> rivals) {
            super("Another hub is alive on this database: " + String.join(", ", rivals) + ".");
        }

        String cure() {
            return CURE;
        }
    }
}
