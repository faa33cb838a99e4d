package io.farrier.ledger;

import io.farrier.hub.Page;
import java.util.List;
import org.apache.camel.Header;
import org.springframework.stereotype.Component;

/** The API's operation on events, where they are asked for page by page. */
@Component("eventApi")
class EventApi {

    private final Ledger ledger;

    EventApi(Ledger ledger) {
        this.ledger = ledger;
    }

    /** What happened after a place, or the last things that happened. Next is always given: more will happen. */
    public Page<Told> page(
            @Header("after") String after,
            @Header("last") Integer last,
            @Header("limit") int limit,
            @Header("host") Long host,
            @Header("plan") Long plan,
            @Header("run") Long run) {
        Topic topic = new Topic(host, plan, run);
        Cursor from = after == null ? Cursor.START : Cursor.parse(after);
        // Asked before the page is read, so that nothing falls between the two.
        Cursor end = ledger.end();
        List<Event> events = last != null ? ledger.last(last, topic) : ledger.after(from, limit, topic);
        Cursor next = events.isEmpty() ? (last != null ? end : from) : Cursor.after(events.getLast());
        return new Page<>(events.stream().map(Told::of).toList(), next.toString());
    }
}
