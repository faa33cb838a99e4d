package io.farrier.answer;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.farrier.hub.Refused;
import io.farrier.ledger.Cursor;
import io.farrier.ledger.Event;
import io.farrier.ledger.Ledger;
import io.farrier.ledger.Topic;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/**
 * Tells the ledger to those who listen at this hub, as it grows. One reader ({@link #read}, called by the route
 * {@code answer.stream}) fills a bounded queue for each; a thread of its own empties it, so that who is slow holds up
 * nobody, and who is too slow is dropped and comes again with the place of the last event it got.
 */
@Component("eventStream")
public class EventStream implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(EventStream.class);

    private static final int PAGE = 500;
    /** Events in one write. */
    private static final int AT_ONCE = 100;
    /** Whoever listens logs in again after so long: a login may have been taken away. */
    private static final Duration LONGEST = Duration.ofHours(1);

    private final Ledger ledger;
    private final Answers answers;
    private final ObjectMapper json;
    private final int queue;
    private final int most;
    private final Duration heartbeat;
    /** Those who have a place: whoever is here may read the ledger. */
    private int admitted;
    /** Those who are served, of whom some still catch up. */
    private final Set<Listener> served = new HashSet<>();
    /** Those who caught up. */
    private final List<Listener> listeners = new ArrayList<>();

    private Cursor read;
    private boolean running;

    private record Listener(Filter filter, BlockingQueue<Said> news, Thread thread) {

        // By itself: two who ask for the same are two.
        @Override
        public boolean equals(Object other) {
            return this == other;
        }

        @Override
        public int hashCode() {
            return System.identityHashCode(this);
        }
    }

    EventStream(
            Ledger ledger,
            Answers answers,
            ObjectMapper json,
            @Value("${farrier.events.queue}") int queue,
            @Value("${farrier.events.listeners}") int most,
            @Value("${farrier.events.heartbeat}") Duration heartbeat) {
        this.ledger = ledger;
        this.answers = answers;
        this.json = json;
        this.queue = queue;
        this.most = most;
        this.heartbeat = heartbeat;
    }

    /** Reads what is new and hands it out. Does nothing while nobody listens. */
    public synchronized void read() {
        while (!listeners.isEmpty()) {
            List<Event> events = ledger.after(read, PAGE);
            boolean known =
                    listeners.stream().anyMatch(listener -> listener.filter().asksWhose());
            for (Answer answer : answered(events, known)) {
                hand(answer);
                read = Cursor.after(answer.event());
            }
            if (events.size() < PAGE) {
                return;
            }
        }
    }

    /** @param whose whether changes and tags are asked for, which is some reads more */
    private List<Answer> answered(List<Event> events, boolean whose) {
        return whose ? answers.of(events) : events.stream().map(Answer::bare).toList();
    }

    private void hand(Answer answer) {
        Said said = null;
        for (int n = listeners.size() - 1; n >= 0; n--) {
            Listener listener = listeners.get(n);
            if (!listener.filter().covers(answer)) {
                continue;
            }
            said = said == null ? Said.of(answer.event(), json) : said;
            if (!listener.news().offer(said)) {
                log.warn("A listener of the event stream does not keep up and is dropped");
                listeners.remove(n);
                listener.thread().interrupt();
            }
        }
    }

    /**
     * Takes a place, which {@link #tell} gives back in the end.
     *
     * @throws Refused when too many listen already
     */
    public synchronized void admit() {
        if (!running || admitted >= most) {
            throw new Refused("busy", 503, "Too many listen to this hub's events already; try again later.");
        }
        admitted++;
    }

    /** How many have a place. */
    public synchronized int admitted() {
        return admitted;
    }

    /**
     * Begins to tell whoever was admitted, on a thread of its own. The greeting is sent on this one: it makes the answer's head
     * complete, which the web server would else write at the same time.
     *
     * @param from the last event that this listener knows; null: it wants only what is new
     */
    void tell(Line line, Cursor from, Filter filter) {
        boolean begun = false;
        try {
            Cursor start = from == null ? ledger.end() : from;
            line.greet();
            Thread.ofVirtual().name("event-stream").start(() -> serve(line, start, filter));
            begun = true;
        } catch (IOException | IllegalStateException e) {
            // It went away.
            line.broken(e);
        } finally {
            if (!begun) {
                giveBack();
            }
        }
    }

    private void serve(Line line, Cursor from, Filter filter) {
        Listener listener = new Listener(filter, new LinkedBlockingQueue<>(queue), Thread.currentThread());
        try {
            begin(listener);
            // What was missed may be long, so most of it is read before anything new is queued.
            Cursor told = catchUp(line, from, filter);
            join(listener);
            told = catchUp(line, told, filter);
            Instant until = Instant.now().plus(LONGEST);
            while (Instant.now().isBefore(until)) {
                told = goOn(line, listener, told);
            }
            line.end("come again and log in");
        } catch (InterruptedException e) {
            line.end("come again after the last event");
        } catch (IOException | IllegalStateException e) {
            // It went away.
            line.broken(e);
        } catch (RuntimeException e) {
            log.warn("An event stream ended", e);
            line.broken(e);
        } finally {
            leave(listener);
        }
    }

    private Cursor goOn(Line line, Listener listener, Cursor told) throws InterruptedException, IOException {
        Said next = listener.news().poll(heartbeat.toMillis(), TimeUnit.MILLISECONDS);
        if (next == null) {
            line.still();
            return told;
        }
        List<Said> news = new ArrayList<>(List.of(next));
        listener.news().drainTo(news, AT_ONCE - 1);
        news.removeIf(said -> said.place().compareTo(told) <= 0);
        if (news.isEmpty()) {
            return told;
        }
        line.tell(news);
        return news.getLast().place();
    }

    private Cursor catchUp(Line line, Cursor from, Filter filter) throws IOException, InterruptedException {
        Topic topic = filter.topic();
        Cursor told = from;
        List<Event> page;
        do {
            if (Thread.interrupted()) {
                throw new InterruptedException("the hub is stopping");
            }
            page = ledger.after(told, PAGE, topic);
            List<Said> news = answered(page, filter.asksWhose()).stream()
                    .filter(filter::covers)
                    .map(answer -> Said.of(answer.event(), json))
                    .toList();
            if (!news.isEmpty()) {
                line.tell(news);
            }
            told = page.isEmpty() ? told : Cursor.after(page.getLast());
        } while (page.size() == PAGE);
        return told;
    }

    private synchronized void begin(Listener listener) throws InterruptedException {
        if (!running) {
            throw new InterruptedException("the hub is stopping");
        }
        served.add(listener);
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
        served.remove(listener);
        listeners.remove(listener);
        admitted--;
    }

    private synchronized void giveBack() {
        admitted--;
    }

    @Override
    public synchronized void start() {
        running = true;
    }

    /** Comes before the web server waits for its last requests, which would be these. */
    @Override
    public synchronized void stop() {
        running = false;
        served.forEach(listener -> listener.thread().interrupt());
        listeners.clear();
    }

    @Override
    public synchronized boolean isRunning() {
        return running;
    }
}
