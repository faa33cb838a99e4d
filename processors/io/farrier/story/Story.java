package io.farrier.story;

import io.farrier.ledger.Cursor;
import io.farrier.ledger.Event;
import io.farrier.ledger.Ledger;
import java.util.List;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/** Tells the ledger on standard output, as it is written. */
@Component("story")
public class Story {

    private static final int BATCH = 500;

    private final Ledger ledger;
    private final Standing standing;
    private final Terminal terminal = Terminal.standard();
    private Cursor cursor;
    private long plan;

    /** @param enabled where it tells nothing it asks no database either: a mere check of the routes has none */
    Story(Ledger ledger, Standing standing, @Value("${farrier.story.enabled}") boolean enabled) {
        this.ledger = ledger;
        this.standing = standing;
        this.cursor = enabled ? ledger.end() : null;
    }

    /** Tells what is new since the last time, then how things stand. */
    public synchronized void tell() {
        if (cursor == null) {
            cursor = ledger.end();
        }
        List<Event> events = ledger.after(cursor, BATCH);
        for (Event event : events) {
            Telling.of(event).ifPresent(terminal::say);
            if (event.planId() != null) {
                plan = event.planId();
            }
            cursor = Cursor.after(event);
        }
        String sweep = standing.sweep();
        String runs = plan == 0 ? "" : standing.progress(plan);
        terminal.progress(!sweep.isEmpty() ? "    " + sweep : runs.isEmpty() ? "" : "    " + runs);
    }

    /** A sentence of somebody's own. */
    public synchronized void say(String sentence) {
        tell();
        terminal.say(sentence);
    }

    /** The table that ends the job. */
    public synchronized void close(long planId) {
        tell();
        plan = 0;
        terminal.progress("");
        List<Closing.Line> lines = standing.closing(planId);
        terminal.say("");
        Closing.table(lines).forEach(terminal::say);
        terminal.say("");
        terminal.say("  " + Closing.summary(lines));
    }
}
