package io.farrier.health;

import io.farrier.bell.Kind;
import io.farrier.bell.Ring;
import io.farrier.bell.Turns;
import io.farrier.fleet.Host;
import java.time.Duration;
import java.util.List;
import org.apache.camel.Body;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/** What a BMC said is kept, and its host's run looks at once what is the matter, instead of at its next poll. */
@Component("alertTake")
class AlertTake {

    /** What came through the door. */
    record Heard(Host host, List<Alert> alerts) {}

    private final Alerts alerts;
    private final Turns turns;
    private final Duration calm;

    AlertTake(Alerts alerts, Turns turns, @Value("${farrier.alerts.calm}") Duration calm) {
        this.alerts = alerts;
        this.turns = turns;
        this.calm = calm;
    }

    /** The bell of the run, if it is to be woken. */
    public List<Ring> take(@Body Heard heard) {
        return alerts.heard(heard.host(), heard.alerts(), calm)
                .flatMap(run -> turns.bell(Kind.RUN, run))
                .map(bell -> List.of(Ring.now(Kind.RUN, bell)))
                .orElse(List.of());
    }
}
