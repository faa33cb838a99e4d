package io.farrier.ledger;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.farrier.hub.Refused;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;
import org.springframework.web.servlet.function.ServerResponse.SseBuilder;

/**
 * Tells the ledger to those who listen at this hub, as it grows. One reader ({@link #read}, called by the route
 * {@code ledger.stream}) fills a bounded queue for each; a thread of its own empties it, so that who is slow holds up
 * nobody, and who is too slow is dropped and comes again with the id of the last event it got.
 */
@Component("eventStream")
public class EventStream implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(EventStream.class);

    private static final int PAGE = 500;
    /** Whoever listens logs in again after so long: a login may have been taken away. */
    private static final Duration LONGEST = Duration.ofHours(1);

    private final Ledger ledger;
    private final ObjectMapper json;
    private final int queue;
    private final int most;
    private final Duration heartbeat;
    private final List<Listener> listeners = new ArrayList<>();
    private Cursor read;
    private boolean running;

    private record Listener(Topic topic, BlockingQueue<Event> news, Thread thread) {}

    EventStream(
            Ledger ledger,
            ObjectMapper json,
            @Value("${farrier.events.queue}") int queue,
            @Value("${farrier.events.listeners}") int most,
            @Value("${farrier.events.heartbeat}") Duration heartbeat) {
        this.ledger = ledger;
        this.json = json;
        this.queue = queue;
        this.most = most;
        this.heartbeat = heartbeat;
    }

    /** Reads what is new and hands it out. Does nothing while nobody listens. */
    public synchronized void read() {
        while (!listeners.isEmpty()) {
            List<Event> news = ledger.after(read, PAGE);
            for (Event event : news) {
                listeners.removeIf(listener -> !hand(listener, event));
                read = Cursor.after(event);
            }
            if (news.size() < PAGE) {
                return;
            }
        }
    }

    private static boolean hand(Listener listener, Event event) {
        boolean taken = !listener.topic().covers(event) || listener.news().offer(event);
        if (!taken) {
            log.warn("A listener of the event stream does not keep up and is dropped");
            listener.thread().interrupt();
        }
        return taken;
    }

    /** @throws Refused when too many listen already */
    public synchronized void admit() {
        if (!running || listeners.size() >= most) {
            throw new Refused("busy", 503, "Too many listen to this hub's events already; try again later.");
        }
    }

    /**
     * Begins to tell, on a thread of its own.
     *
     * @param from the last event that this listener knows; null: it wants only what is new
     */
    public void tell(SseBuilder listener, Cursor from, Topic topic) {
        Cursor start = from == null ? ledger.end() : from;
        Thread.ofVirtual().name("event-stream").start(() -> serve(listener, start, topic));
    }

    private void serve(SseBuilder out, Cursor from, Topic topic) {
        Listener listener = new Listener(topic, new LinkedBlockingQueue<>(queue), Thread.currentThread());
        try {
            out.retry(Duration.ofSeconds(2)).comment("the ledger of Farrier").send();
            // What was missed may be long, so most of it is read before anything new is queued.
            Cursor told = catchUp(out, from, topic);
            join(listener);
            told = catchUp(out, told, topic);
            Instant until = Instant.now().plus(LONGEST);
            while (Instant.now().isBefore(until)) {
                Event event = listener.news().poll(heartbeat.toMillis(), TimeUnit.MILLISECONDS);
                if (event == null) {
                    out.comment("still here").send();
                } else if (Cursor.after(event).compareTo(told) > 0) {
                    told = send(out, event);
                }
            }
            out.complete();
        } catch (InterruptedException e) {
            out.complete();
        } catch (IOException | IllegalStateException e) {
            // It went away.
            out.error(e);
        } catch (RuntimeException e) {
            log.warn("An event stream ended", e);
            out.error(e);
        } finally {
            leave(listener);
        }
    }

    private Cursor catchUp(SseBuilder out, Cursor from, Topic topic) throws IOException {
        Cursor told = from;
        List<Event> page;
        do {
            page = ledger.after(told, PAGE, topic);
            for (Event event : page) {
                told = send(out, event);
            }
        } while (page.size() == PAGE);
        return told;
    }

    private Cursor send(SseBuilder out, Event event) throws IOException {
        Cursor place = Cursor.after(event);
        out.id(place.toString()).data(json.writeValueAsString(Told.of(event)));
        return place;
    }

    private synchronized void join(Listener listener) throws InterruptedException {
        if (!running) {
            throw new InterruptedException("the hub is stopping");
        }
        if (listeners.isEmpty()) {
            read = ledger.end();
        }
        listeners.add(listener);
    }

    private synchronized void leave(Listener listener) {
        listeners.remove(listener);
    }

    @Override
    public synchronized void start() {
        running = true;
    }

    /** Comes before the web server waits for its last requests, which would be these. */
    @Override
    public synchronized void stop() {
        running = false;
        listeners.forEach(listener -> listener.thread().interrupt());
        listeners.clear();
    }

    @Override
    public synchronized boolean isRunning() {
        return running;
    }
}
