package io.farrier.plan;

import io.farrier.transport.Bmc;
import io.farrier.transport.Operation;
import io.farrier.transport.TransportChoice;
import io.farrier.transport.Ways;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Component;

/** The same choice that a run would make now. */
@Component("planRouting")
class PlanRouting implements Routing {

    private final TransportChoice choice;
    private final Ways ways;

    PlanRouting(TransportChoice choice, Ways ways) {
        this.choice = choice;
        this.ways = ways;
    }

    @Override
    public Map<Long, String> of(Collection<Bmc> bmcs, boolean back) {
        ways.expect(bmcs.stream().map(Bmc::hostId).toList());
        Instant now = Instant.now();
        List<String> transports = choice.transports();
        Map<Long, String> found = new HashMap<>();
        for (Bmc bmc : bmcs) {
            found.put(
                    bmc.hostId(),
                    choice.rank(bmc, back ? Operation.ROLLBACK : Operation.SUBMIT, transports, now)
                            .sentence());
        }
        return found;
    }
}
