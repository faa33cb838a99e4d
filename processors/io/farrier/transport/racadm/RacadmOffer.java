package io.farrier.transport.racadm;

import io.farrier.transport.Ask;
import io.farrier.transport.UpdateMode.Offered;
import io.farrier.transport.UpdateModes;
import org.apache.camel.ExchangeProperty;
import org.springframework.stereotype.Component;

/** In which ways packages come to whoever speaks RACADM: that is the protocol's, not the device's. */
@Component("racadmOffer")
class RacadmOffer {

    private final UpdateModes modes;

    RacadmOffer(UpdateModes modes) {
        this.modes = modes;
    }

    /** Over HTTPS there is {@code putfile}. */
    public void overHttps(@ExchangeProperty(RacadmDoor.ASK) Ask ask) {
        modes.offered(ask.bmc().hostId(), "racadm", new Offered(true, true, null, "putfile"));
    }

    public void overSsh(@ExchangeProperty(RacadmDoor.ASK) Ask ask) {
        modes.offered(ask.bmc().hostId(), "ssh", new Offered(true, false, null, "update -e"));
    }
}
