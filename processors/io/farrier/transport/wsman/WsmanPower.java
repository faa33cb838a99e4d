package io.farrier.transport.wsman;

import static io.farrier.transport.wsman.WsmanInventory.word;

import io.farrier.transport.Ask;
import io.farrier.transport.Failure;
import io.farrier.transport.Power;
import io.farrier.transport.ResetKind;
import io.farrier.transport.Xml;
import io.farrier.transport.wsman.WsmanRequest.Parameter;
import java.util.List;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.springframework.stereotype.Component;

/** The host's power, and the BMC's own restart. */
@Component("wsmanPower")
class WsmanPower {

    /** Exchange property: the reboot job that was created and has to be given a time. */
    static final String REBOOT = "wsmanReboot";

    /** Exchange property: why the reboot job was given none. */
    static final String REFUSED = "wsmanRefused";

    public void askState(Exchange exchange) {
        exchange.setProperty(WsmanList.CLASS, "DCIM_ComputerSystem");
    }

    public Power read(@ExchangeProperty(WsmanDoor.ASK) Ask ask, @ExchangeProperty(WsmanList.FOUND) List<Xml> found) {
        return found.stream()
                .filter(system -> "srv:system".equals(system.value("Name")))
                .map(system -> word(system.value("EnabledState"), "2", "On", "3", "Off"))
                .filter(state -> state != null)
                .map(Power::new)
                .findFirst()
                .orElseThrow(
                        () -> new Failure("unreadable", "WS-MAN of " + ask.bmc() + " does not tell the host's power"));
    }

    /** A graceful restart is a reboot job that does not force; the rest are changes of the power state. */
    public void askReset(Exchange exchange, @ExchangeProperty(WsmanDoor.ASK) Ask ask) {
        exchange.removeProperty(REBOOT);
        exchange.removeProperty(REFUSED);
        exchange.setProperty(WsmanDoor.REQUEST, reset(((Ask.Reset) ask).kind()));
    }

    static WsmanRequest reset(ResetKind kind) {
        return switch (kind) {
            case ON -> state("2");
            case FORCE_OFF -> state("3");
            case FORCE_RESTART -> state("11");
            case GRACEFUL_RESTART ->
                WsmanRequest.invoke(WsmanInstance.JOBS, "CreateRebootJob", Parameter.of("RebootJobType", "2"));
            case GRACEFUL_SHUTDOWN ->
                WsmanRequest.invoke(WsmanInstance.POWER, "RequestPowerStateChange", Parameter.of("PowerState", "12"));
        };
    }

    private static WsmanRequest state(String number) {
        return WsmanRequest.invoke(
                WsmanInstance.COMPUTER, "RequestStateChange", Parameter.of("RequestedState", number));
    }

    /** The order was taken; where that was a reboot job, it has its id now and does nothing before it has a time. */
    public void taken(
            Exchange exchange,
            @ExchangeProperty(WsmanDoor.ASK) Ask ask,
            @ExchangeProperty(WsmanDoor.REQUEST) WsmanRequest request,
            @ExchangeProperty(WsmanDoor.REPLY) WsmanReply reply) {
        Xml output = reply.output(request + " to " + ask.bmc());
        if (output.name().startsWith("CreateRebootJob")) {
            String rid = WsmanReply.job(output, WsmanJobs.ID);
            if (rid == null) {
                throw new Failure("garbled-xml", ask.bmc() + " created a reboot job and does not tell its id");
            }
            exchange.setProperty(REBOOT, rid);
        }
    }

    public void askReboot(Exchange exchange, @ExchangeProperty(REBOOT) String rid) {
        exchange.setProperty(WsmanDoor.REQUEST, WsmanJobs.setUp(List.of(rid)));
    }

    /** Whether the reboot job got its time; one that did not must not stay in the queue. */
    public void rebooting(
            Exchange exchange,
            @ExchangeProperty(WsmanDoor.ASK) Ask ask,
            @ExchangeProperty(WsmanDoor.REQUEST) WsmanRequest request,
            @ExchangeProperty(WsmanDoor.REPLY) WsmanReply reply) {
        reply.refusal(request + " to " + ask.bmc()).ifPresent(why -> exchange.setProperty(REFUSED, why));
    }

    public void askForget(
            Exchange exchange, @ExchangeProperty(WsmanDoor.ASK) Ask ask, @ExchangeProperty(REBOOT) String rid) {
        exchange.setProperty(WsmanDoor.REQUEST, WsmanJobs.delete(rid, ask));
    }

    public void refuse(@ExchangeProperty(REFUSED) Failure why) {
        throw why;
    }

    public void askResetBmc(Exchange exchange) {
        exchange.setProperty(
                WsmanDoor.REQUEST, WsmanRequest.invoke(WsmanInstance.CARD, "iDRACReset", Parameter.of("Force", "0")));
    }
}
