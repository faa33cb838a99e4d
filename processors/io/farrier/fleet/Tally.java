package io.farrier.fleet;

import io.farrier.transport.Bmc;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a batch of addresses has brought, counted by those that probe side by side. */
final class Tally {

    private int answered;
    private int servers;
    private int inventoried;
    private final Map<Bmc, String> unclear = new LinkedHashMap<>();

    synchronized void found(Host host) {
        answered++;
        if (host.kind().equals("server")) {
            servers++;
            if (host.lastProblem() == null) {
                inventoried++;
            }
        }
    }

    synchronized void unclear(Bmc place, String sentence) {
        unclear.put(place, sentence);
    }

    /** The places that were not clear so far, of which nothing is known from now on. */
    synchronized List<Bmc> forgetUnclear() {
        List<Bmc> places = List.copyOf(unclear.keySet());
        unclear.clear();
        return places;
    }

    synchronized Sweep.Batch upTo(int next) {
        return new Sweep.Batch(next, answered, servers, inventoried, List.copyOf(unclear.values()));
    }
}
