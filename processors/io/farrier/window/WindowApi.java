package io.farrier.window;

import io.farrier.hub.Bodies;
import io.farrier.hub.Headers;
import io.farrier.hub.Made;
import io.farrier.hub.Refused;
import java.time.Instant;
import java.util.List;
import org.apache.camel.Body;
import org.apache.camel.Header;
import org.springframework.stereotype.Component;

/** The API's operations on windows. */
@Component("windowApi")
class WindowApi {

    record Asked(String name, Instant opensAt, Instant closesAt) {}

    private final Windows windows;
    private final Bodies bodies;

    WindowApi(Windows windows, Bodies bodies) {
        this.windows = windows;
        this.bodies = bodies;
    }

    public List<Window> list() {
        return windows.all();
    }

    public Window get(@Header("id") long id) {
        return windows.byId(id).orElseThrow(() -> Refused.unknown("There is no window " + id + "."));
    }

    public Made add(@Body String body, @Header(Headers.WHO) String who) {
        Asked asked = bodies.read(body, Asked.class);
        Window window = windows.add(asked.name(), asked.opensAt(), asked.closesAt(), who);
        return new Made("/windows/" + window.id(), window);
    }
}
