package io.farrier.transport;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/** How many asks are under way at once, from this hub: to one BMC, over all transports, and to all of them. */
@Component("transportBudget")
class TransportBudget {

    private static final String TAKEN = "farrierBudget";

    /** One that is waited for and those that wait; gone when nobody does. */
    private static final class Share {
        private final Semaphore free;
        private int users;

        Share(int most) {
            this.free = new Semaphore(most, true);
        }
    }

    private final int each;
    private final Semaphore all;
    private final long patience;
    private final ConcurrentHashMap<String, Share> shares = new ConcurrentHashMap<>();

    TransportBudget(
            @Value("${farrier.transport.at-once.bmc}") int each,
            @Value("${farrier.transport.at-once.all}") int all,
            @Value("#{@bmcAnswer.toMilliseconds()}") long patience) {
        if (each < 1 || each > 4) {
            throw new IllegalArgumentException("farrier.transport.at-once.bmc is 1 to 4, not " + each);
        }
        this.each = each;
        this.all = new Semaphore(all, true);
        this.patience = patience;
    }

    /** @throws Failure when there was no place in time; nothing has been asked then */
    public void take(Exchange exchange, @ExchangeProperty("ask") Ask ask) throws InterruptedException {
        String bmc = ask.bmc().toString();
        Share share = shares.compute(bmc, (key, known) -> {
            Share it = known == null ? new Share(each) : known;
            it.users++;
            return it;
        });
        boolean mine = false;
        boolean ours = false;
        try {
            mine = share.free.tryAcquire(patience, TimeUnit.MILLISECONDS);
            ours = mine && all.tryAcquire(patience, TimeUnit.MILLISECONDS);
        } finally {
            if (!ours) {
                if (mine) {
                    share.free.release();
                }
                leave(bmc);
            }
        }
        if (!ours) {
            throw new Failure("late", "Others are asking " + bmc + ", and there was no place in time");
        }
        exchange.setProperty(TAKEN, share);
    }

    public void give(Exchange exchange, @ExchangeProperty("ask") Ask ask) {
        if (exchange.removeProperty(TAKEN) instanceof Share share) {
            all.release();
            share.free.release();
            leave(ask.bmc().toString());
        }
    }

    private void leave(String bmc) {
        shares.computeIfPresent(bmc, (key, share) -> --share.users == 0 ? null : share);
    }
}
