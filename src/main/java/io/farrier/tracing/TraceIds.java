package io.farrier.tracing;

import io.opentelemetry.sdk.trace.IdGenerator;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.function.Supplier;

/**
 * The ids of traces. That of a run is computed from what it is, so that each of its turns, on whichever hub, after
 * whichever restart and by whoever's bell, falls into the same trace without anybody keeping it. A sampler that goes by
 * the id takes all of a run or nothing.
 */
final class TraceIds implements IdGenerator {

    private static final int BYTES = 16;

    private final IdGenerator random = IdGenerator.random();
    private final ThreadLocal<String> next = new ThreadLocal<>();
    private final Supplier<String> founding;
    private volatile String founded;

    /** @param founding what sets this installation apart from others; asked for when it is first needed */
    TraceIds(Supplier<String> founding) {
        this.founding = founding;
    }

    /** The trace of one thing, as "run 7". */
    String of(String thing) {
        if (founded == null) {
            founded = founding.get();
        }
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256")
                    .digest((founded + "\n" + thing).getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash, 0, BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The next span of this thread that has no parent begins this trace; null: a new one. */
    void next(String trace) {
        if (trace == null) {
            next.remove();
        } else {
            next.set(trace);
        }
    }

    @Override
    public String generateTraceId() {
        String asked = next.get();
        next.remove();
        return asked == null ? random.generateTraceId() : asked;
    }

    @Override
    public String generateSpanId() {
        return random.generateSpanId();
    }
}
