package io.farrier.desk;

import java.io.IOException;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Looks at the route files and brings them to the desk when they have changed, and lie still. */
@Component("deskWatch")
class DeskWatch {

    private static final Logger log = LoggerFactory.getLogger(DeskWatch.class);

    private final Desk desk;
    private final RouteFiles files;
    private final AtomicBoolean working = new AtomicBoolean();
    private Map<String, RouteFiles.Stamp> seen;
    private volatile Map<String, RouteFiles.Stamp> brought;

    DeskWatch(Desk desk, RouteFiles files) throws IOException {
        this.desk = desk;
        this.files = files;
        // Taken before the hub starts and reads them: what changes in between is seen.
        this.brought = files.stamps();
        this.seen = brought;
    }

    /** One look. What changed since the last one may still be in the middle of being written, and waits for the next. */
    public synchronized void look() throws IOException {
        Map<String, RouteFiles.Stamp> now = files.stamps();
        boolean still = now.equals(seen);
        seen = now;
        if (still && !now.equals(brought) && working.compareAndSet(false, true)) {
            // Not in the route's own thread: the desk may have to swap that very route, and would wait for it.
            Thread.ofVirtual().name("desk").start(() -> bring(now));
        }
    }

    private void bring(Map<String, RouteFiles.Stamp> stamps) {
        try {
            switch (desk.apply(files.read(), "files")) {
                case Verdict.Accepted accepted -> brought = stamps;
                case Verdict.Refused refused -> {
                    brought = stamps;
                    refused.problems().forEach(problem -> log.warn("{}", problem));
                }
                case Verdict.Postponed postponed -> log.info("{}; tried again soon", postponed.reason());
            }
        } catch (IOException | RuntimeException e) {
            brought = stamps;
            log.error("The changed route files could not be brought to the desk: {}", e.getMessage(), e);
        } finally {
            working.set(false);
        }
    }
}
