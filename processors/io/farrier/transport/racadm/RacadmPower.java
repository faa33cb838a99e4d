package io.farrier.transport.racadm;

import io.farrier.transport.Accepted;
import io.farrier.transport.Ask;
import io.farrier.transport.Failure;
import io.farrier.transport.Power;
import io.farrier.transport.ResetKind;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.springframework.stereotype.Component;

/** The host's power, and the BMC's own restart. */
@Component("racadmPower")
class RacadmPower {

    private static final Pattern STATUS = Pattern.compile("(?im)^\\s*Server power status:\\s*(\\w+)\\s*$");

    public void askState(Exchange exchange) {
        exchange.setProperty(RacadmDoor.COMMAND, RacadmCommand.of("serveraction", "powerstatus"));
    }

    public Power read(
            @ExchangeProperty(RacadmDoor.ASK) Ask ask, @ExchangeProperty(RacadmDoor.REPLY) RacadmReply reply) {
        Matcher status = STATUS.matcher(reply.good("The question to " + ask.bmc() + " for the host's power"));
        return Optional.of(status)
                .filter(Matcher::find)
                .map(found -> SystemInformation.power(found.group(1)))
                .map(Power::new)
                .orElseThrow(
                        () -> new Failure("garbled", "RACADM of " + ask.bmc() + " does not tell the host's power"));
    }

    public void askReset(Exchange exchange, @ExchangeProperty(RacadmDoor.ASK) Ask ask) {
        exchange.setProperty(RacadmDoor.COMMAND, reset(((Ask.Reset) ask).kind()));
    }

    /** {@code serveraction} knows no graceful restart: that is a reboot job, which begins at once. */
    static RacadmCommand reset(ResetKind kind) {
        return switch (kind) {
            case ON -> action("powerup");
            case FORCE_OFF -> action("powerdown");
            case FORCE_RESTART -> action("hardreset");
            case GRACEFUL_SHUTDOWN -> action("graceshutdown");
            case GRACEFUL_RESTART -> RacadmCommand.of("jobqueue", "create", "-r", "graceful", "-s", "TIME_NOW");
        };
    }

    private static RacadmCommand action(String action) {
        return RacadmCommand.of("serveraction", action);
    }

    public void askResetBmc(Exchange exchange) {
        exchange.setProperty(RacadmDoor.COMMAND, RacadmCommand.of("racreset", "soft"));
    }

    /** The command has done it. */
    public Accepted accepted(
            @ExchangeProperty(RacadmDoor.ASK) Ask ask,
            @ExchangeProperty(RacadmDoor.COMMAND) RacadmCommand command,
            @ExchangeProperty(RacadmDoor.REPLY) RacadmReply reply) {
        reply.good(command + " to " + ask.bmc());
        return new Accepted();
    }
}
