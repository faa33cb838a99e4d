package io.farrier.lab.net;

import java.util.concurrent.CompletionStage;

/** What answers the requests of one address. Called on an event loop: it must not block. */
@FunctionalInterface
public interface Endpoint {
    CompletionStage<Response> answer(Request request);
}
