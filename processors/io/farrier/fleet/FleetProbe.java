package io.farrier.fleet;

import io.farrier.transport.Ask;
import io.farrier.transport.Bmc;
import io.farrier.transport.Identity;
import io.farrier.transport.Inventory;
import io.farrier.transport.Outcome;
import java.util.List;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.springframework.stereotype.Component;

/** One address: who is there, and if it is a server, what does it hold? */
@Component("fleetProbe")
class FleetProbe {

    private static final String HOST = "farrierHost";

    private final Hosts hosts;
    private final Findings findings;

    FleetProbe(Hosts hosts, Findings findings) {
        this.hosts = hosts;
        this.findings = findings;
    }

    public Ask knock(Bmc bmc) {
        return new Ask.Identify(bmc);
    }

    /** Leaves the host that answers, or nothing. An address that answers nobody is nothing; a known host is remarked. */
    public Host found(Exchange exchange, Outcome outcome) {
        exchange.removeProperty(HOST);
        Bmc bmc = outcome.ask().bmc();
        if (!outcome.done()) {
            hosts.at(bmc.address(), bmc.port()).ifPresent(known -> findings.problem(known.id(), outcome.sentence()));
            return null;
        }
        Host host = findings.found(bmc, outcome.as(Identity.class));
        exchange.setProperty(HOST, host);
        return host;
    }

    public boolean isServer(Host host) {
        return host.kind().equals("server");
    }

    public List<Long> ids(Host host) {
        return List.of(host.id());
    }

    public Ask read(Exchange exchange, Host host) {
        exchange.setProperty(HOST, host);
        return new Ask.ReadInventory(host.bmc());
    }

    public Host keep(Outcome outcome, @ExchangeProperty(HOST) Host host) {
        if (outcome.done()) {
            findings.inventory(host.id(), outcome.as(Inventory.class));
        } else {
            findings.problem(host.id(), outcome.sentence());
        }
        return hosts.byId(host.id()).orElseThrow();
    }
}
