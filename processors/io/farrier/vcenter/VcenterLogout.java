package io.farrier.vcenter;

import java.util.List;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.springframework.stereotype.Component;

/** Gives sessions back that nobody uses. */
@Component("vcenterLogout")
class VcenterLogout {

    private final VcenterSessions sessions;

    VcenterLogout(VcenterSessions sessions) {
        this.sessions = sessions;
    }

    public List<Vcenter> idle() {
        return sessions.idle();
    }

    public void ask(Exchange exchange, @Body Vcenter vcenter) {
        exchange.setProperty(VcenterDoor.VCENTER, vcenter);
        exchange.setProperty(VcenterDoor.REQUEST, VimRequest.logout());
    }
}
