package io.farrier.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.farrier.access.Person;
import io.farrier.answer.EventStream;
import io.farrier.ledger.Entry;
import io.farrier.ledger.Ledger;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntFunction;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * What 500 who listen cost whoever appends to the ledger. Rounds with and without them alternate in one run, so that whatever
 * else the machine does is in both. Those who listen are one thread of this process that reads their sockets: what it takes of
 * the two cores counts against the hub.
 */
@Tag("bench")
@Tag("stream")
class StreamBench {

    private static final int LISTENERS = 500;
    private static final int ROUNDS = 5;
    private static final Duration ROUND = Duration.ofSeconds(8);

    /** Appends in a second of a hub that has much to do: 64 runs, each with a turn of news every other second. */
    private static final int BUSY = 30;

    /** @param perSecond appends. @param millis of one, the median */
    private record Published(double perSecond, double millis) {}

    @Test
    void five_hundred_who_listen_slow_publication_by_less_than_a_tenth_and_one_who_stalls_by_nothing()
            throws Exception {
        try (WarmHub hub = WarmHub.start("stream", "--farrier.events.listeners=" + (LISTENERS + 20))) {
            Ledger ledger = hub.the(Ledger.class);
            EventStream stream = hub.the(EventStream.class);
            Person viewer = Person.who(hub.spring(), "viewer");
            int port = hub.spring().getEnvironment().getRequiredProperty("local.server.port", Integer.class);
            publish(ledger, 0, Duration.ofSeconds(10));

            List<Published> alone = new ArrayList<>();
            List<Published> watched = new ArrayList<>();
            long heard = 0;
            for (int n = 0; n < ROUNDS; n++) {
                alone.add(publish(ledger, 0, ROUND));
                // Each page of a browser watches one run, as most do.
                try (Crowd crowd = Crowd.of(LISTENERS, port, viewer, listener -> "?run=" + (listener + 1))) {
                    await().atMost(Duration.ofSeconds(60)).until(() -> stream.admitted() == LISTENERS);
                    watched.add(publish(ledger, 0, ROUND));
                    heard += crowd.bytes();
                }
                await().atMost(Duration.ofSeconds(60)).until(() -> quiet(ledger, stream));
            }
            double full = ratio(watched, alone, Published::perSecond);

            List<Published> calm = new ArrayList<>();
            List<Published> loud = new ArrayList<>();
            List<Published> stalled = new ArrayList<>();
            long told = 0;
            for (int n = 0; n < ROUNDS; n++) {
                calm.add(publish(ledger, BUSY, ROUND));
                try (Crowd crowd = Crowd.of(LISTENERS, port, viewer, listener -> "")) {
                    await().atMost(Duration.ofSeconds(60)).until(() -> stream.admitted() == LISTENERS);
                    loud.add(publish(ledger, BUSY, ROUND));
                    assertThat(stream.admitted()).as("nobody was dropped").isEqualTo(LISTENERS);
                    told += crowd.bytes();
                    try (Stalled one = Stalled.open(port, viewer)) {
                        await().atMost(Duration.ofSeconds(60)).until(() -> stream.admitted() > LISTENERS);
                        stalled.add(publish(ledger, BUSY, ROUND));
                        assertThat(one.socket().isConnected()).isTrue();
                    }
                }
                await().atMost(Duration.ofSeconds(60)).until(() -> quiet(ledger, stream));
            }
            double slower = ratio(loud, calm, Published::millis);
            double stall = ratio(stalled, loud, Published::millis);
            System.out.printf(
                    Locale.ROOT,
                    "stream: %d who watch one run each: %.0f appends a second with them, %.0f without, ratio %.2f (at least 0.90);"
                            + " %.1f MB heard%n"
                            + "stream: %d who hear everything of %d events a second: an append takes %.2f ms (median) with them, %.2f"
                            + " without, ratio %.2f (at most 1.10); %.0f MB told, %,.0f events a second%n"
                            + "stream: with one more that reads nothing %.2f ms, ratio %.2f to without it%n",
                    LISTENERS,
                    median(watched, Published::perSecond),
                    median(alone, Published::perSecond),
                    full,
                    heard / 1e6,
                    LISTENERS,
                    BUSY,
                    median(loud, Published::millis),
                    median(calm, Published::millis),
                    slower,
                    told / 1e6,
                    (double) LISTENERS * BUSY,
                    median(stalled, Published::millis),
                    stall);
            assertThat(full).isGreaterThanOrEqualTo(0.9);
            assertThat(slower).isLessThanOrEqualTo(1.1);
            assertThat(stall).isLessThanOrEqualTo(1.1);
        }
    }

    /** Whoever left is found out when it is told something. */
    private static boolean quiet(Ledger ledger, EventStream stream) {
        for (int run = 1; run <= LISTENERS; run++) {
            ledger.append(Entry.of("bench:quiet", "bench.happened", "Who is still there?")
                    .run(run));
        }
        return stream.admitted() == 0;
    }

    /** @param aSecond 0: as fast as it goes */
    private static Published publish(Ledger ledger, int aSecond, Duration during) {
        List<Long> took = new ArrayList<>();
        long began = System.nanoTime();
        long end = began + during.toNanos();
        for (long n = 0; System.nanoTime() < end; n++) {
            if (aSecond > 0) {
                long due = began + n * 1_000_000_000L / aSecond;
                while (System.nanoTime() < due) {
                    LockSupport.parkNanos(due - System.nanoTime());
                }
            }
            long before = System.nanoTime();
            ledger.append(
                    Entry.of("bench:" + n % 64, "bench.happened", "The host R750 ABC1234 was told to do the thing " + n)
                            .run(n % 5000 + 1));
            took.add(System.nanoTime() - before);
        }
        double seconds = (System.nanoTime() - began) / 1e9;
        took.sort(null);
        return new Published(took.size() / seconds, took.get(took.size() / 2) / 1e6);
    }

    private static double ratio(List<Published> these, List<Published> those, ToDoubleFunction<Published> of) {
        return median(these, of) / median(those, of);
    }

    private static double median(List<Published> rounds, ToDoubleFunction<Published> of) {
        double[] all = rounds.stream().mapToDouble(of).sorted().toArray();
        return all[all.length / 2];
    }

    private static byte[] request(String query, Person viewer) {
        String login = Base64.getEncoder()
                .encodeToString((viewer.name() + ":" + Person.PASSWORD).getBytes(StandardCharsets.UTF_8));
        return ("GET /api/v1/events" + query
                        + " HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\nAuthorization: Basic " + login
                        + "\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII);
    }

    /** Many who listen, read by one thread. */
    private record Crowd(Selector selector, List<SocketChannel> all, AtomicLong read, AtomicBoolean open)
            implements AutoCloseable {

        static Crowd of(int count, int port, Person viewer, IntFunction<String> query) throws IOException {
            Crowd crowd = new Crowd(Selector.open(), new ArrayList<>(), new AtomicLong(), new AtomicBoolean(true));
            for (int n = 0; n < count; n++) {
                SocketChannel channel = SocketChannel.open(new InetSocketAddress("localhost", port));
                channel.write(ByteBuffer.wrap(request(query.apply(n), viewer)));
                channel.configureBlocking(false);
                channel.register(crowd.selector, SelectionKey.OP_READ);
                crowd.all.add(channel);
            }
            Thread.ofPlatform().daemon().start(crowd::listen);
            return crowd;
        }

        private void listen() {
            ByteBuffer buffer = ByteBuffer.allocateDirect(1 << 16);
            while (open.get()) {
                try {
                    selector.select(key -> read(key, buffer), 100);
                } catch (IOException e) {
                    return;
                }
            }
        }

        private void read(SelectionKey key, ByteBuffer buffer) {
            try {
                buffer.clear();
                int n = ((SocketChannel) key.channel()).read(buffer);
                if (n < 0) {
                    key.cancel();
                } else {
                    read.addAndGet(n);
                }
            } catch (IOException e) {
                key.cancel();
            }
        }

        long bytes() {
            return read.get();
        }

        @Override
        public void close() throws IOException {
            open.set(false);
            for (SocketChannel channel : all) {
                channel.close();
            }
            selector.close();
        }
    }

    /** One who asks and never reads. */
    private record Stalled(Socket socket) implements AutoCloseable {

        static Stalled open(int port, Person viewer) throws IOException {
            Socket socket = new Socket();
            socket.setReceiveBufferSize(4096);
            socket.connect(new InetSocketAddress("localhost", port));
            OutputStream out = socket.getOutputStream();
            out.write(request("?after=0-0", viewer));
            out.flush();
            return new Stalled(socket);
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
