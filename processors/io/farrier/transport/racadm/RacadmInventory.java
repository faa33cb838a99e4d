package io.farrier.transport.racadm;

import io.farrier.transport.Ask;
import io.farrier.transport.FqddTable;
import io.farrier.transport.Inventory;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.springframework.stereotype.Component;

/** What the server is and which firmware it holds: two commands. */
@Component("racadmInventory")
class RacadmInventory {

    private static final String SYSTEM = "racadmSystem";

    private final FqddTable table;

    RacadmInventory(FqddTable table) {
        this.table = table;
    }

    public void askSystem(Exchange exchange) {
        exchange.setProperty(RacadmDoor.COMMAND, RacadmCommand.of("getsysinfo"));
    }

    public void askSoftware(
            Exchange exchange,
            @ExchangeProperty(RacadmDoor.ASK) Ask ask,
            @ExchangeProperty(RacadmDoor.REPLY) RacadmReply reply) {
        exchange.setProperty(SYSTEM, reply.good("racadm getsysinfo to " + ask.bmc()));
        exchange.setProperty(RacadmDoor.COMMAND, RacadmCommand.of("swinventory"));
    }

    public Inventory read(
            @ExchangeProperty(RacadmDoor.ASK) Ask ask,
            @ExchangeProperty(SYSTEM) String system,
            @ExchangeProperty(RacadmDoor.REPLY) RacadmReply reply) {
        String software = reply.good("racadm swinventory to " + ask.bmc());
        return SystemInformation.inventory(system, SoftwareInventory.installed(software, table));
    }
}
