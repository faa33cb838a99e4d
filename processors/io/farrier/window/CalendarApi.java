package io.farrier.window;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.farrier.hub.Bodies;
import io.farrier.hub.Headers;
import io.farrier.hub.Made;
import io.farrier.hub.Moment;
import io.farrier.hub.Refused;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.apache.camel.Body;
import org.apache.camel.Header;
import org.springframework.stereotype.Component;

/** The API's operations on calendars. */
@Component("calendarApi")
class CalendarApi {

    private static final Duration MONTH = Duration.ofDays(31);
    private static final Duration MOST = Duration.ofDays(5 * 366);

    /** @param notes what is allowed, and perhaps not meant */
    record Shown(@JsonUnwrapped Calendar calendar, List<String> notes) {}

    private final Calendars calendars;
    private final Bodies bodies;

    CalendarApi(Calendars calendars, Bodies bodies) {
        this.calendars = calendars;
        this.bodies = bodies;
    }

    public List<Calendar> list() {
        return calendars.all();
    }

    public Shown get(@Header("id") long id) {
        return shown(calendars.byId(id));
    }

    public Made add(@Body String body, @Header(Headers.WHO) String who) {
        Calendar calendar = calendars.add(bodies.read(body, CalendarDraft.class), who);
        return new Made("/calendars/" + calendar.id(), shown(calendar));
    }

    public Shown change(@Header("id") long id, @Body String body, @Header(Headers.WHO) String who) {
        return shown(calendars.change(id, bodies.read(body, CalendarDraft.class), who));
    }

    public void remove(@Header("id") long id, @Header(Headers.WHO) String who) {
        calendars.remove(id, who);
    }

    /** @param from ISO 8601; null: now. @param to null: 31 days later */
    public List<Span> openings(@Header("id") long id, @Header("from") String from, @Header("to") String to) {
        Calendar calendar = calendars.byId(id);
        Instant first = from == null ? Instant.now() : Moment.read("from", from);
        Instant last = to == null ? first.plus(MONTH) : Moment.read("to", to);
        if (!last.isAfter(first) || Duration.between(first, last).compareTo(MOST) > 0) {
            throw Refused.invalid("The openings from %s to %s: to must be after from, and at most five years."
                    .formatted(first, last));
        }
        return calendars.openings(calendar, first, last);
    }

    private Shown shown(Calendar calendar) {
        return new Shown(calendar, calendars.notes(calendar));
    }
}
