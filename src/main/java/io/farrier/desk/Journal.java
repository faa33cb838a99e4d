package io.farrier.desk;

import io.farrier.ledger.Entry;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The desk's verdicts on their way to the ledger. What can't be written now, since the database is away, is owed, and
 * written later in its order; that the routes were swapped is true all the same.
 */
final class Journal {

    private static final Logger log = LoggerFactory.getLogger(Journal.class);
    private static final int MOST = 1000;

    private final Consumer<Entry> ledger;
    private final Deque<Entry> owed = new ArrayDeque<>();

    Journal(Consumer<Entry> ledger) {
        this.ledger = ledger;
    }

    synchronized void write(Entry entry) {
        if (owed.size() == MOST) {
            log.error("The ledger will not know: {}", owed.removeFirst().sentence());
        }
        owed.addLast(entry);
        settle();
    }

    synchronized void settle() {
        while (!owed.isEmpty()) {
            Entry next = owed.peekFirst();
            try {
                ledger.accept(next);
            } catch (RuntimeException e) {
                log.warn(
                        "The ledger does not take this now, and is told later: {} ({})", next.sentence(), e.toString());
                return;
            }
            owed.removeFirst();
        }
    }
}
