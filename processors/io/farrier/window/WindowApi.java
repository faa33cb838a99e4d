package io.farrier.window;

import io.farrier.hub.Bodies;
import io.farrier.hub.Headers;
import io.farrier.hub.Made;
import io.farrier.hub.Page;
import io.farrier.hub.Refused;
import java.time.Instant;
import java.util.Map;
import org.apache.camel.Body;
import org.apache.camel.Header;
import org.springframework.stereotype.Component;

/** The API's operations on windows. */
@Component("windowApi")
class WindowApi {

    record Asked(String name, Instant opensAt, Instant closesAt, Map<String, Object> scope) {}

    private final Windows windows;
    private final WindowsOf ofHosts;
    private final Bodies bodies;

    WindowApi(Windows windows, WindowsOf ofHosts, Bodies bodies) {
        this.windows = windows;
        this.ofHosts = ofHosts;
        this.bodies = bodies;
    }

    public Page<Window> list(
            @Header("calendarId") Long calendarId,
            @Header("sort") String sort,
            @Header("after") long after,
            @Header("limit") int limit) {
        return Page.of(windows.page(calendarId, sort, after, limit), limit, Window::id);
    }

    public Window get(@Header("id") long id) {
        return windows.byId(id).orElseThrow(() -> Refused.unknown("There is no window " + id + "."));
    }

    public Made add(@Body String body, @Header(Headers.WHO) String who) {
        Asked asked = bodies.read(body, Asked.class);
        Window window = windows.add(asked.name(), asked.opensAt(), asked.closesAt(), Scope.of(asked.scope()), who);
        return new Made("/windows/" + window.id(), window);
    }

    public WindowsOf.Explained ofHost(@Header("id") long id) {
        return ofHosts.explain(id);
    }
}
