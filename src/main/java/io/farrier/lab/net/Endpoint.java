package io.farrier.lab.net;

import java.util.concurrent.CompletionStage;

/** What answers the requests of one address. Called on an event loop: it must not block. */
@FunctionalInterface
public interface Endpoint {
    CompletionStage<Response> answer(Request request);

    /**
     * How many bytes of an upload it reads before it breaks the connection off.
     *
     * @param length of the whole body
     */
    default long reads(String method, String path, long length) {
        return Long.MAX_VALUE;
    }
}
