package io.farrier.fleet;

import java.util.List;
import org.springframework.stereotype.Component;

/** Which hosts are to be read anew, since a run may have changed what they hold. */
@Component("fleetAnew")
class FleetAnew {

    private static final int MOST = 50;

    private final Aftermath aftermath;

    FleetAnew(Aftermath aftermath) {
        this.aftermath = aftermath;
    }

    public List<Host> due() {
        return aftermath.due(MOST);
    }
}
