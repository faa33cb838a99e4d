package io.farrier.run;

import io.farrier.ledger.Codec;
import io.farrier.ledger.Fact;
import io.farrier.ledger.Ledger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The stories of the runs that were read lately. The ledger is append-only, so what was read of a story stays true, in
 * this hub and in any other, and a turn reads only what is new. What a transaction has appended itself may yet be rolled
 * back, so whoever reads after that must not read here.
 */
final class Stories {

    private static final int KEPT = 1_000;

    private final Ledger ledger;
    private final Codec<RunEvent> codec;
    private final Map<Long, Story> lately = new LinkedHashMap<>(KEPT, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, Story> eldest) {
            return size() > KEPT;
        }
    };

    /** @param last the place in the stream of its last event, 0 before the first */
    private record Story(int last, List<Fold.At> events) {}

    Stories(Ledger ledger, Codec<RunEvent> codec) {
        this.ledger = ledger;
        this.codec = codec;
    }

    /** A story as others have committed it. */
    List<Fold.At> of(long run) {
        Story known;
        synchronized (lately) {
            known = lately.getOrDefault(run, new Story(0, List.of()));
        }
        List<Fact> news = ledger.facts("run:" + run, known.last());
        if (news.isEmpty()) {
            return known.events();
        }
        List<Fold.At> events = new ArrayList<>(known.events());
        news.forEach(fact -> codec.read(fact).ifPresent(event -> events.add(new Fold.At(fact.at(), event))));
        Story story = new Story(news.getLast().seq(), List.copyOf(events));
        synchronized (lately) {
            lately.put(run, story);
        }
        return story.events();
    }
}
