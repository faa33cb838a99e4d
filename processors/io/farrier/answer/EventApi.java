package io.farrier.answer;

import io.farrier.hub.Page;
import io.farrier.hub.Refused;
import io.farrier.ledger.Cursor;
import io.farrier.ledger.Event;
import io.farrier.ledger.Ledger;
import io.farrier.ledger.Told;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.apache.camel.Header;
import org.apache.camel.Headers;
import org.springframework.stereotype.Component;

/** The API's operation on events, where they are asked for page by page. */
@Component("eventApi")
class EventApi {

    /** Of so many of the last events those are told that fit. */
    private static final int BACK = 1000;

    /** So many pages are read for one that is asked for; where nothing fits, it is empty and its next is further on. */
    private static final int READS = 20;

    private final Ledger ledger;
    private final Answers answers;

    EventApi(Ledger ledger, Answers answers) {
        this.ledger = ledger;
        this.answers = answers;
    }

    /**
     * What happened after a place, before it, or the last things that happened. Where time goes forward next is always given:
     * more will happen.
     */
    public Page<Told> page(
            @Header("sort") String sort,
            @Header("after") String after,
            @Header("last") Integer last,
            @Header("limit") int limit,
            @Headers Map<String, Object> said) {
        Filter filter = Filter.asked(name -> said.get(name) == null ? null : String.valueOf(said.get(name)));
        Cursor place = after == null ? null : Cursor.parse(after);
        if (sort.equals("-id")) {
            if (last != null) {
                throw Refused.invalid(
                        "last goes with sort=id; with sort=-id the last come first, and limit says how many.");
            }
            return before(place == null ? Cursor.END : place, limit, filter);
        }
        return last != null ? last(last, filter) : after(place == null ? Cursor.START : place, limit, filter);
    }

    private Page<Told> last(int last, Filter filter) {
        // Asked before the page is read, so that nothing falls between the two.
        Cursor end = ledger.end();
        List<Event> read = ledger.last(filter.isTopic() ? last : BACK, filter.topic());
        List<Event> fits = fitting(read, filter);
        List<Event> events = fits.subList(Math.max(0, fits.size() - last), fits.size());
        return new Page<>(
                events.stream().map(Told::of).toList(),
                (read.isEmpty() ? end : Cursor.after(read.getLast())).toString());
    }

    private Page<Told> after(Cursor from, int limit, Filter filter) {
        Read read = read(from, limit, filter, place -> ledger.after(place, limit, filter.topic()));
        return new Page<>(read.fits(), read.next().toString());
    }

    /** Newest first; next is null where the ledger begins. */
    private Page<Told> before(Cursor from, int limit, Filter filter) {
        Read read = read(from, limit, filter, place -> ledger.before(place, limit, filter.topic()));
        return new Page<>(read.fits(), read.all() ? null : read.next().toString());
    }

    /** @param all whether there is no more on that side of next */
    private record Read(List<Told> fits, Cursor next, boolean all) {}

    private Read read(Cursor from, int limit, Filter filter, Function<Cursor, List<Event>> events) {
        Cursor next = from;
        for (int reads = 1; ; reads++) {
            List<Event> read = events.apply(next);
            List<Event> fits = fitting(read, filter);
            next = read.isEmpty() ? next : Cursor.after(read.getLast());
            if (!fits.isEmpty() || read.size() < limit || reads == READS) {
                return new Read(fits.stream().map(Told::of).toList(), next, read.size() < limit);
            }
        }
    }

    private List<Event> fitting(List<Event> events, Filter filter) {
        return filter.isTopic()
                ? events
                : answers.of(events).stream()
                        .filter(filter::covers)
                        .map(Answer::event)
                        .toList();
    }
}
