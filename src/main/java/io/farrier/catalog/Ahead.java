package io.farrier.catalog;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Consumer;

/**
 * Reads a catalog in a thread of its own, some packages ahead of whoever takes them. They are handed over in the thread of
 * the caller, whose transaction it is.
 */
final class Ahead implements Contents {

    /** Rows of packages, devices and systems that are handed over at once. */
    private static final int BUNCH = 500;

    private static final int BUNCHES = 20;
    private static final Consumer<Contents> END = contents -> {};

    private final BlockingQueue<Consumer<Contents>> read = new ArrayBlockingQueue<>(BUNCHES);
    private List<SoftwareComponent> bunch = new ArrayList<>();
    private int rows;

    private Ahead() {}

    /** As {@link CatalogReader#read}; what the taker throws ends the reading too. */
    static void read(InputStream bytes, Limits limits, Contents contents) throws IOException {
        Ahead ahead = new Ahead();
        FutureTask<Void> reading = new FutureTask<>(() -> {
            try {
                CatalogReader.read(bytes, limits, ahead);
                ahead.handOver();
            } finally {
                ahead.read.put(END);
            }
            return null;
        });
        Thread reader = Thread.ofPlatform().daemon().name("catalog-reader").start(reading);
        try {
            ahead.take(contents);
            reading.get();
            reader.join();
        } catch (ExecutionException e) {
            throw thrown(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("The reading of a catalog was interrupted.");
        } finally {
            reading.cancel(true);
        }
    }

    private void take(Contents contents) throws InterruptedException {
        Consumer<Contents> next = read.take();
        while (next != END) {
            next.accept(contents);
            next = read.poll();
            if (next == null) {
                contents.pause();
                next = read.take();
            }
        }
    }

    @Override
    public void manifest(Manifest manifest) {
        put(contents -> contents.manifest(manifest));
    }

    @Override
    public void component(SoftwareComponent component) {
        bunch.add(component);
        rows += component.rows();
        if (rows >= BUNCH) {
            handOver();
        }
    }

    private void handOver() {
        List<SoftwareComponent> full = bunch;
        bunch = new ArrayList<>();
        rows = 0;
        put(contents -> full.forEach(contents::component));
    }

    private void put(Consumer<Contents> next) {
        try {
            read.put(next);
        } catch (InterruptedException e) {
            // Nobody takes any more.
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static IOException thrown(Throwable cause) {
        return switch (cause) {
            case RuntimeException e -> throw e;
            case Error e -> throw e;
            case IOException e -> e;
            default -> new IOException(cause);
        };
    }
}
