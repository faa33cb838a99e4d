package io.farrier.fleet;

import java.util.ArrayList;
import java.util.List;

/** What a batch of addresses has brought, counted by those that probe side by side. */
final class Tally {

    private int answered;
    private int servers;
    private int inventoried;
    private final List<String> unclear = new ArrayList<>();

    synchronized void found(Host host) {
        answered++;
        if (host.kind().equals("server")) {
            servers++;
            if (host.lastProblem() == null) {
                inventoried++;
            }
        }
    }

    synchronized void unclear(String sentence) {
        unclear.add(sentence);
    }

    synchronized Sweep.Batch upTo(int next) {
        return new Sweep.Batch(next, answered, servers, inventoried, List.copyOf(unclear));
    }
}
