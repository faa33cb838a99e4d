package io.farrier.lab.redfish;

import io.farrier.lab.device.Message;
import java.util.List;

/** Ends a request with an error answer. */
final class Refused extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final transient Message why;
    private final transient List<String> args;

    Refused(int status, Message why, String... args) {
        super(why.id(), null, false, false);
        this.status = status;
        this.why = why;
        this.args = List.of(args);
    }

    int status() {
        return status;
    }

    Message why() {
        return why;
    }

    List<String> args() {
        return args;
    }
}
