package io.farrier.trigger;

import io.farrier.bell.Queued;
import io.farrier.bell.Ring;
import io.farrier.hub.Bodies;
import io.farrier.hub.Headers;
import io.farrier.hub.Refused;
import java.util.ArrayList;
import java.util.List;
import org.apache.camel.Body;
import org.apache.camel.Header;
import org.springframework.stereotype.Component;

/** The API's operations on many messages that are parked. Without the number that is expected nothing is done but looked. */
@Component("parkedApi")
class ParkedApi {

    /** In one request; whoever has more asks again. */
    private static final int AT_ONCE = 1000;

    private static final int SHOWN = 20;

    /** @param expect how many the preview said; null: this is the preview. @param why they are discarded */
    record Asked(Parked.Which filter, Integer expect, String why) {}

    record Left(long id, String why) {}

    /** @param done null in a preview */
    record Told(int matches, List<Parked.Reason> reasons, List<Long> first, Integer done, List<Left> left) {}

    private final Parked parked;
    private final MessageApi messages;
    private final Bodies bodies;

    ParkedApi(Parked parked, MessageApi messages, Bodies bodies) {
        this.parked = parked;
        this.messages = messages;
        this.bodies = bodies;
    }

    /** Each by itself, as it came; what can't be taken still stays as it is. */
    public Object replay(@Body String body, @Header(Headers.WHO) String who) {
        Asked asked = asked(body);
        Told preview = preview(asked);
        if (asked.expect() == null) {
            return preview;
        }
        List<Ring> rings = new ArrayList<>();
        Told told = each(
                asked,
                preview,
                id -> rings.addAll(messages.replay(id, null, who).bells()));
        return new Queued("/messages?state=parked", told, rings);
    }

    public Told discard(@Body String body, @Header(Headers.WHO) String who) {
        Asked asked = asked(body);
        Told preview = preview(asked);
        return asked.expect() == null ? preview : each(asked, preview, id -> messages.discard(id, asked.why(), who));
    }

    private interface Act {
        void on(long id);
    }

    private Told each(Asked asked, Told preview, Act act) {
        if (preview.matches() != asked.expect()) {
            throw Refused.conflict("The filter means %d messages now, and not %d: look at the preview again."
                    .formatted(preview.matches(), asked.expect()));
        }
        int done = 0;
        List<Left> left = new ArrayList<>();
        for (long id : parked.ids(asked.filter(), AT_ONCE)) {
            try {
                act.on(id);
                done++;
            } catch (Refused e) {
                left.add(new Left(id, e.getMessage()));
            }
        }
        return new Told(preview.matches(), preview.reasons(), preview.first(), done, left);
    }

    private Asked asked(String body) {
        Asked asked = bodies.read(body, Asked.class);
        if (asked.filter() == null) {
            throw Refused.invalid("This needs a filter that says which of the parked messages are meant.");
        }
        asked.filter().checked();
        return asked;
    }

    private Told preview(Asked asked) {
        return new Told(
                parked.count(asked.filter()),
                parked.reasons(asked.filter()),
                parked.ids(asked.filter(), SHOWN),
                null,
                null);
    }
}
