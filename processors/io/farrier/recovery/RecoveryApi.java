package io.farrier.recovery;

import io.farrier.bell.Queued;
import io.farrier.hub.Bodies;
import io.farrier.hub.Headers;
import io.farrier.hub.Refused;
import java.util.List;
import org.apache.camel.Body;
import org.apache.camel.Header;
import org.springframework.stereotype.Component;

/** The API's operations on recoveries. */
@Component("recoveryApi")
class RecoveryApi {

    record Asked(String highest, String reason) {}

    record Reason(String reason) {}

    private final Recoveries recoveries;
    private final Bodies bodies;

    RecoveryApi(Recoveries recoveries, Bodies bodies) {
        this.recoveries = recoveries;
        this.bodies = bodies;
    }

    public Queued request(@Header("id") long host, @Body String body, @Header(Headers.WHO) String who) {
        Asked asked = bodies.read(body, Asked.class);
        Rung highest;
        try {
            highest = asked.highest() == null ? Rung.RESET_BMC : Rung.of(asked.highest());
        } catch (IllegalArgumentException e) {
            throw Refused.invalid(e.getMessage() + ".");
        }
        Recoveries.Shown recovery = recoveries.request(host, highest, reason(asked.reason()), who);
        return new Queued("/recoveries/" + recovery.id(), recovery, List.of(recoveries.bell(recovery)));
    }

    public Recoveries.Shown get(@Header("id") long id) {
        return recoveries.byId(id);
    }

    public Queued approve(@Header("id") long id, @Body String body, @Header(Headers.WHO) String who) {
        Recoveries.Shown recovery =
                recoveries.approve(id, reason(bodies.read(body, Reason.class).reason()), who);
        return new Queued("/recoveries/" + id, recovery, List.of(recoveries.bell(recovery)));
    }

    public Recoveries.Shown cancel(@Header("id") long id, @Header(Headers.WHO) String who) {
        return recoveries.cancel(id, who);
    }

    private static String reason(String reason) {
        if (reason == null || reason.isBlank()) {
            throw Refused.invalid("Give a reason; the ledger keeps it.");
        }
        return reason;
    }
}
