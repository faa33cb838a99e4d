package io.farrier.lab;

import io.farrier.lab.net.Endpoint;
import io.farrier.lab.net.Request;
import io.farrier.lab.net.Response;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Where tests ask the lab what it saw, and set its faults. */
final class ControlDoor implements Endpoint {
    private final Lab lab;

    ControlDoor(Lab lab) {
        this.lab = lab;
    }

    @Override
    public CompletionStage<Response> answer(Request request) {
        return CompletableFuture.completedFuture(Response.text(200, "text/plain", lab.controlUrl()));
    }
}
