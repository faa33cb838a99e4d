package io.farrier.fleet;

import io.farrier.transport.Ask;
import io.farrier.transport.Bmc;
import io.farrier.transport.Identity;
import io.farrier.transport.Inventory;
import io.farrier.transport.Outcome;
import java.util.List;
import java.util.Set;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.springframework.stereotype.Component;

/** One address: who is there, and if it is a server, what does it hold? */
@Component("fleetProbe")
class FleetProbe {

    /** Exchange property: a sentence, where something is there and nobody knows what. */
    static final String UNCLEAR = "farrierUnclear";

    private static final String HOST = "farrierHost";

    /** What an outcome's message id says where nothing is there at all. */
    private static final Set<String> NOBODY = Set.of("refused", "connect", "unresolved");

    /** The turn had no time left, which says nothing of the host. */
    private static final String LATE = "late";

    private final Hosts hosts;
    private final Findings findings;

    FleetProbe(Hosts hosts, Findings findings) {
        this.hosts = hosts;
        this.findings = findings;
    }

    /** A known host is asked as itself, so that what is observed of it is kept. */
    public Ask knock(Bmc bmc) {
        return new Ask.Identify(
                hosts.at(bmc.address(), bmc.port()).map(Host::bmc).orElse(bmc));
    }

    /** Leaves the host that answers, or nothing. Where nobody is, nothing is recorded; a known host is remarked. */
    public Host found(Exchange exchange, Outcome outcome) {
        Bmc bmc = outcome.ask().bmc();
        if (outcome.done()) {
            return findings.found(bmc, outcome.as(Identity.class));
        }
        if (bmc.hostId() != 0 && !LATE.equals(outcome.messageId())) {
            findings.problem(bmc.hostId(), outcome.sentence());
        } else if (!NOBODY.contains(outcome.messageId())) {
            exchange.setProperty(UNCLEAR, outcome.sentence());
        }
        return null;
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

    /** Leaves the host as it is known now. */
    public Host keep(Outcome outcome, @ExchangeProperty(HOST) Host host) {
        if (outcome.done()) {
            findings.inventory(host.id(), outcome.as(Inventory.class));
        } else {
            findings.problem(host.id(), outcome.sentence());
        }
        return hosts.byId(host.id()).orElseThrow();
    }
}
