package io.farrier.access;

import io.farrier.hub.Refused;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.util.Optional;
import java.util.zip.CRC32C;
import java.util.zip.CheckedInputStream;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;
import org.springframework.util.StreamUtils;
import org.springframework.web.servlet.function.ServerRequest;
import org.springframework.web.servlet.function.ServerResponse;

/**
 * The same as {@link Repetition} for what comes as a stream. What is in it is known only when it is through, so a key goes at
 * first with what is announced, the query and the Content-Length, and in the end with the content.
 */
@Component
public class StreamedOnce {

    /** @param location null: none @param shown JSON */
    public record Done(int status, String location, String shown) {}

    /** Leaves all or nothing: where it throws, nothing was done. */
    public interface Work {
        Done done(InputStream content) throws IOException;
    }

    private final Repeats repeats;

    StreamedOnce(Repeats repeats) {
        this.repeats = repeats;
    }

    /**
     * Does it, or answers as it was answered before; then what was sent is read and thrown away.
     *
     * @throws Refused where the key came with another content
     */
    public ServerResponse once(ServerRequest request, String who, Work work) throws IOException {
        String key = request.headers().firstHeader("Idempotency-Key");
        if (key == null) {
            return answer(work.done(request.servletRequest().getInputStream()));
        }
        CheckedInputStream content =
                new CheckedInputStream(request.servletRequest().getInputStream(), new CRC32C());
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
            repeats.same(asked, hash(content));
            Repeats.Answer told = former.get();
            return answer(new Done(told.status(), told.location(), told.text()));
        }
        boolean done = false;
        try {
            // Whoever closes it has read what it needs, and not always all.
            Done made = work.done(StreamUtils.nonClosing(content));
            done = true;
            repeats.end(
                    asked,
                    new Repeats.Answer(made.status(), MediaType.APPLICATION_JSON_VALUE, made.location(), made.shown()));
            // What is left of it may be long in coming, or never come.
            repeats.through(asked, rest(content));
            return answer(made);
        } finally {
            if (!done) {
                repeats.forget(asked);
            }
        }
    }

    /** Of all of it, to its end. */
    private static int hash(CheckedInputStream content) throws IOException {
        content.transferTo(OutputStream.nullOutputStream());
        return (int) content.getChecksum().getValue();
    }

    /** The same of what is done already, whether its end comes or not; null: it does not. */
    private static Integer rest(CheckedInputStream content) {
        try {
            return hash(content);
        } catch (IOException brokenOff) {
            return null;
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
