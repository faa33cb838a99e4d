package io.farrier.transport;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.hc.client5.http.classic.ExecChain;
import org.apache.hc.core5.concurrent.Cancellable;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpException;

/** An end for what a socket's time-out does not end: a BMC that has stopped reading what it is sent. */
public final class TimeLimit {

    /** A request that is on its way. */
    @FunctionalInterface
    public interface Sending {
        ClassicHttpResponse send() throws IOException, HttpException;
    }

    private TimeLimit() {}

    /** @throws SocketTimeoutException where it is not done in time; it has been broken off then */
    public static ClassicHttpResponse within(Duration limit, ExecChain.Scope scope, Sending sending)
            throws IOException, HttpException {
        CompletableFuture<Void> over = new CompletableFuture<>();
        over.orTimeout(limit.toMillis(), TimeUnit.MILLISECONDS).exceptionally(late -> {
            ((Cancellable) scope.originalRequest).cancel();
            return null;
        });
        try {
            return sending.send();
        } catch (IOException e) {
            if (over.isCompletedExceptionally()) {
                throw new SocketTimeoutException("broken off after " + limit.toSeconds() + " s");
            }
            throw e;
        } finally {
            over.complete(null);
        }
    }
}
