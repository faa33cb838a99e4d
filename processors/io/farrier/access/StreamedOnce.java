package io.farrier.access;

import io.farrier.hub.Refused;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.util.Optional;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;
import org.springframework.web.servlet.function.ServerRequest;
import org.springframework.web.servlet.function.ServerResponse;

/**
 * The same as {@link Repetition} for what comes as a stream. What is in it is known only when it is through, so a key goes with
 * what is announced: the query and the Content-Length.
 */
@Component
public class StreamedOnce {

    /** @param location null: none @param shown JSON */
    public record Done(int status, String location, String shown) {}

    /** Leaves all or nothing: where it throws, nothing was done. */
    public interface Work {
        Done done() throws IOException;
    }

    private final Repeats repeats;

    StreamedOnce(Repeats repeats) {
        this.repeats = repeats;
    }

    /** Does it, or answers as it was answered before; then what was sent is read and thrown away. */
    public ServerResponse once(ServerRequest request, String who, Work work) throws IOException {
        String key = request.headers().firstHeader("Idempotency-Key");
        if (key == null) {
            return answer(work.done());
        }
        String announced = "%s %d"
                .formatted(
                        request.servletRequest().getQueryString(),
                        request.servletRequest().getContentLengthLong());
        Repeats.Asked asked = new Repeats.Asked(
                who,
                Repetition.checked(key),
                request.method() + " " + request.requestPath().value(),
                Etag.brief(announced));
        Optional<Repeats.Answer> former = repeats.begin(asked);
        if (former.isPresent()) {
            // Whoever is still sending would not hear an answer that comes before the end.
            request.servletRequest().getInputStream().transferTo(OutputStream.nullOutputStream());
            Repeats.Answer told = former.get();
            return answer(new Done(told.status(), told.location(), told.text()));
        }
        boolean done = false;
        try {
            Done made = work.done();
            done = true;
            repeats.end(
                    asked,
                    new Repeats.Answer(made.status(), MediaType.APPLICATION_JSON_VALUE, made.location(), made.shown()));
            return answer(made);
        } finally {
            if (!done) {
                repeats.forget(asked);
            }
        }
    }

    /** For what makes nothing here. */
    public static void meansNothing(ServerRequest request, String why) {
        if (request.headers().firstHeader("Idempotency-Key") != null) {
            throw Refused.invalid(why + " Send it without an Idempotency-Key.");
        }
    }

    private static ServerResponse answer(Done done) {
        ServerResponse.BodyBuilder answer =
                ServerResponse.status(done.status()).contentType(MediaType.APPLICATION_JSON);
        if (done.location() != null) {
            answer.location(URI.create(done.location()));
        }
        return answer.body(done.shown());
    }
}
