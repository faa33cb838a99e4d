package io.farrier.lab.racadm;

import io.farrier.lab.device.Device;
import io.farrier.lab.device.Fault;
import java.time.Duration;

/** How late an answer comes. */
final class Lateness {
    private Lateness() {}

    static Duration of(Device device, boolean installs) {
        if (installs && device.faults().has(Fault.SUBMIT_ANSWER_DELAYED)) {
            return device.faults().seconds(Fault.SUBMIT_ANSWER_DELAYED);
        }
        return device.faults().has(Fault.SLOW) ? device.faults().seconds(Fault.SLOW) : Duration.ZERO;
    }
}
