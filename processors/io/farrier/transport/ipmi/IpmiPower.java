package io.farrier.transport.ipmi;

import io.farrier.transport.Accepted;
import io.farrier.transport.Ask;
import io.farrier.transport.Failure;
import io.farrier.transport.Power;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.springframework.stereotype.Component;

/** The host's power, and the BMC's own restart. */
@Component("ipmiPower")
class IpmiPower {

    public void askState(Exchange exchange) {
        exchange.setProperty(IpmiDoor.COMMAND, IpmiCommand.POWER);
    }

    public Power read(@ExchangeProperty(IpmiDoor.ASK) Ask ask, @ExchangeProperty(IpmiDoor.REPLY) IpmiReply reply) {
        if (reply.out().contains("Chassis Power is on")) {
            return new Power("On");
        }
        if (reply.out().contains("Chassis Power is off")) {
            return new Power("Off");
        }
        throw new Failure("unreadable", "ipmitool does not tell the power of " + ask.bmc());
    }

    public void askReset(Exchange exchange, @ExchangeProperty(IpmiDoor.ASK) Ask ask) {
        exchange.setProperty(IpmiDoor.COMMAND, IpmiCommand.of(((Ask.Reset) ask).kind()));
    }

    public void askResetBmc(Exchange exchange) {
        exchange.setProperty(IpmiDoor.COMMAND, IpmiCommand.RESET_BMC);
    }

    public Accepted accepted() {
        return new Accepted();
    }
}
