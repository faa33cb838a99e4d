package io.farrier.desk;

import io.farrier.hub.Life;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.boot.actuate.health.Health;
import org.springframework.boot.actuate.health.HealthIndicator;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;

/**
 * Which routes this hub runs, which of the others run other ones, and what lies in the folder and was refused. It is
 * always up: the routes that run are sound.
 */
@Component("routesHealthIndicator")
class RouteHealth implements HealthIndicator {

    private final Desk desk;
    private final Intake intake;
    private final Nodes nodes;
    private final Life life;

    RouteHealth(Desk desk, Intake intake, Nodes nodes, Life life) {
        this.desk = desk;
        this.intake = intake;
        this.nodes = nodes;
        this.life = life;
    }

    @Override
    public Health health() {
        String hash = desk.hash();
        Health.Builder up = Health.up().withDetail("hash", hash);
        try {
            differ(up, hash);
        } catch (DataAccessException e) {
            up.withDetail("others", "not known: the database does not answer");
        }
        Intake.Waiting waiting = intake.waiting();
        if (!waiting.files().isEmpty()) {
            up.withDetail("refused", waiting.files());
            up.withDetail(
                    "problems",
                    waiting.problems().stream().map(Problem::toString).toList());
        }
        return up.build();
    }

    private void differ(Health.Builder up, String hash) {
        Map<String, String> differ = new LinkedHashMap<>();
        for (Nodes.Hub other : nodes.besides(life.node())) {
            if (other.hash() != null && !other.hash().equals(hash)) {
                differ.put(other.node(), other.hash());
            }
        }
        if (!differ.isEmpty()) {
            up.withDetail("differ", differ);
        }
    }
}
