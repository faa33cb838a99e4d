package io.farrier.transport.redfish;

import io.farrier.transport.Ask;
import io.farrier.transport.Bmc;
import io.farrier.transport.TakenSessions;
import java.util.ArrayList;
import java.util.List;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.springframework.stereotype.Component;

/** Gives sessions back: those that nobody uses any more, and those that a killed life of this hub left behind. */
@Component("redfishLogout")
class RedfishLogout {

    private final RedfishSessions sessions;
    private final TakenSessions taken;

    RedfishLogout(RedfishSessions sessions, TakenSessions taken) {
        this.sessions = sessions;
        this.taken = taken;
    }

    public List<Bmc> idle() {
        return sessions.idle();
    }

    /** Whether it is still idle: then nobody finds it any more, and it is asked to end. */
    public boolean askIdle(Exchange exchange, @Body Bmc bmc) {
        String location = sessions.leave(bmc.toString());
        if (location == null) {
            return false;
        }
        exchange.setProperty(RedfishDoor.ASK, new Ask.Identify(bmc));
        exchange.setProperty(RedfishDoor.REQUEST, RedfishRequest.delete(location));
        return true;
    }

    /** What lives that have ended took on this host and could not give back, and a session that another has taken the place of. */
    public List<String> left(@ExchangeProperty(RedfishDoor.ASK) Ask ask) {
        List<String> left = new ArrayList<>(taken.leftOn(ask.bmc().hostId()));
        String superseded = sessions.leaveSuperseded(ask.bmc().toString());
        if (superseded != null) {
            left.add(superseded);
        }
        return left;
    }

    public void askLeft(Exchange exchange, @Body String location) {
        exchange.setProperty(RedfishDoor.REQUEST, RedfishRequest.delete(location));
    }

    /** Whether the BMC heard it or not: it is not ours any more. */
    public void ended(
            @ExchangeProperty(RedfishDoor.ASK) Ask ask, @ExchangeProperty(RedfishDoor.REQUEST) RedfishRequest request) {
        sessions.left(ask.bmc().toString(), request.path());
        taken.ended(ask.bmc().hostId(), request.path());
    }
}
