package io.farrier.run;

import io.farrier.ledger.Codec;
import io.farrier.ledger.Fact;
import io.farrier.ledger.Ledger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongFunction;

/**
 * The stories of the runs that were read lately. The ledger is append-only, so what was read of a story stays true, in
 * this hub and in any other, and a turn reads only what is new. What a transaction has appended itself may yet be rolled
 * back, so whoever reads after that must not read here.
 */
final class Stories {

    private static final int KEPT = 1_000;

    private final Ledger ledger;
    private final Codec<RunEvent> codec;
    private final LongFunction<RunRow> rows;
    private final Map<Long, Story> lately = new LinkedHashMap<>(KEPT, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, Story> eldest) {
            return size() > KEPT;
        }
    };

    /** @param last the place in the stream of its last event, 0 before the first */
    private record Story(int last, RunRow row, List<Fold.At> events) {}

    /** One run with its story. */
    record Told(RunRow row, List<Fold.At> events) {}

    Stories(Ledger ledger, Codec<RunEvent> codec, LongFunction<RunRow> rows) {
        this.ledger = ledger;
        this.codec = codec;
        this.rows = rows;
    }

    /**
     * A story as others have committed it, and its run's row as it was at the last news.
     *
     * @param seq where it ends at present: what is known up to there is not read again
     */
    Told of(long run, int seq) {
        Story known;
        synchronized (lately) {
            known = lately.get(run);
        }
        if (known == null || known.last() < seq) {
            known = read(run, known);
            synchronized (lately) {
                lately.put(run, known);
            }
        }
        return new Told(known.row(), known.events());
    }

    private Story read(long run, Story known) {
        List<Fold.At> events = new ArrayList<>(known == null ? List.of() : known.events());
        List<Fact> news = ledger.facts("run:" + run, known == null ? 0 : known.last());
        news.forEach(fact -> codec.read(fact).ifPresent(event -> events.add(new Fold.At(fact.at(), event))));
        return new Story(news.isEmpty() ? 0 : news.getLast().seq(), rows.apply(run), List.copyOf(events));
    }
}
