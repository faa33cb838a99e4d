package io.farrier.lab.net;

import java.util.OptionalLong;
import java.util.concurrent.CompletionStage;

/** What answers the requests of one address. Called on an event loop: it must not block. */
@FunctionalInterface
public interface Endpoint {
    CompletionStage<Response> answer(Request request);

    /**
     * How many bytes of a file that is uploaded there it reads before it breaks the connection off; none where it takes no
     * files: then a body is a body, whatever its Content-Type (Dell's Ansible module sends JSON as multipart/form-data).
     *
     * @param length of the whole body
     */
    default OptionalLong upload(String method, String path, long length) {
        return OptionalLong.empty();
    }
}
