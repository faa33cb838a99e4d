package io.farrier.transport;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/** How many asks are under way at once, from this hub: to one BMC over all transports, to one site, and to all of them. */
@Component("transportBudget")
class TransportBudget {

    private static final String TAKEN = "farrierBudget";
    private static final String ALL = "all";

    /** The places that there are for one BMC, one site or all; gone when nobody has one or waits for one. */
    private static final class Share {
        private final Semaphore free;
        private int users;

        Share(int most) {
            this.free = new Semaphore(most, true);
        }
    }

    /** What one ask has taken, in the order in which it took it. */
    private record Taken(Deque<String> names) {}

    private final int each;
    private final int site;
    private final int all;
    private final long patience;
    private final Sites sites;
    private final ConcurrentHashMap<String, Share> shares = new ConcurrentHashMap<>();

    TransportBudget(
            Sites sites,
            @Value("${farrier.transport.at-once.bmc}") int each,
            @Value("${farrier.transport.at-once.site}") int site,
            @Value("${farrier.transport.at-once.all}") int all,
            @Value("#{@bmcAnswer.toMilliseconds()}") long patience) {
        if (each < 1 || each > 4) {
            throw new IllegalArgumentException("farrier.transport.at-once.bmc is 1 to 4, not " + each);
        }
        if (site < 1 || all < 1) {
            throw new IllegalArgumentException("farrier.transport.at-once.site and .all are 1 at least");
        }
        this.sites = sites;
        this.each = each;
        this.site = site;
        this.all = all;
        this.patience = patience;
    }

    /** @throws Failure when there was no place in time; nothing has been asked then */
    public void take(Exchange exchange, @ExchangeProperty("ask") Ask ask) throws InterruptedException {
        Bmc bmc = ask.bmc();
        Taken taken = new Taken(new ArrayDeque<>());
        try {
            take(taken, "BMC " + bmc, each, bmc);
            Optional<String> there = sites.of(bmc.hostId());
            if (there.isPresent()) {
                take(taken, "site " + there.get(), site, bmc);
            }
            take(taken, ALL, all, bmc);
        } catch (InterruptedException | RuntimeException e) {
            give(taken);
            throw e;
        }
        exchange.setProperty(TAKEN, taken);
    }

    private void take(Taken taken, String name, int most, Bmc bmc) throws InterruptedException {
        Share share = shares.compute(name, (key, known) -> {
            Share it = known == null ? new Share(most) : known;
            it.users++;
            return it;
        });
        boolean mine = false;
        try {
            mine = share.free.tryAcquire(patience, TimeUnit.MILLISECONDS);
        } finally {
            if (!mine) {
                leave(name);
            }
        }
        if (!mine) {
            String what = name.equals(ALL) ? "all BMCs" : name;
            throw new Failure(
                    "late", "Others are asking %s, and there was no place in time for %s".formatted(what, bmc));
        }
        taken.names().push(name);
    }

    public void give(Exchange exchange) {
        if (exchange.removeProperty(TAKEN) instanceof Taken taken) {
            give(taken);
        }
    }

    private void give(Taken taken) {
        taken.names().forEach(name -> {
            shares.get(name).free.release();
            leave(name);
        });
    }

    private void leave(String name) {
        shares.computeIfPresent(name, (key, share) -> --share.users == 0 ? null : share);
    }
}
