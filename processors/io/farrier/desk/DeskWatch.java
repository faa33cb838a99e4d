package io.farrier.desk;

import java.io.IOException;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;

/** Looks at the route files and brings them to the desk when they have changed, and lie still. */
@Component("deskWatch")
class DeskWatch {

    private static final Logger log = LoggerFactory.getLogger(DeskWatch.class);

    /** Looks to be skipped after many failures; a minute, where farrier.desk.period is three seconds. */
    private static final int MOST = 20;

    private final Desk desk;
    private final BooleanSupplier takesEdits;
    private final Intake intake;
    private final RouteFiles files;
    private final AtomicBoolean working = new AtomicBoolean();
    private Map<String, RouteFiles.Stamp> seen;
    private volatile int failures;
    private volatile int skip;

    @Autowired
    DeskWatch(Desk desk, EditPolicy policy, Intake intake, RouteFiles files) throws IOException {
        this(desk, () -> policy.state().takesEdits(), intake, files);
    }

    DeskWatch(Desk desk, BooleanSupplier takesEdits, Intake intake, RouteFiles files) throws IOException {
        this.desk = desk;
        this.takesEdits = takesEdits;
        this.intake = intake;
        this.files = files;
        this.seen = files.stamps();
    }

    /** One look. What changed since the last one may still be in the middle of being written, and waits for the next. */
    public synchronized void look() throws IOException {
        desk.settle();
        Map<String, RouteFiles.Stamp> now = files.stamps();
        boolean still = now.equals(seen);
        seen = now;
        if (!still) {
            skip = 0;
            return;
        }
        if (skip > 0) {
            skip--;
        } else if (!working.get()
                && intake.isNews(now)
                && takesEdits.getAsBoolean()
                && working.compareAndSet(false, true)) {
            // Not in the route's own thread: the desk may have to swap that very route, and would wait for it.
            Thread.ofVirtual().name("desk").start(() -> bring(now));
        }
    }

    private void bring(Map<String, RouteFiles.Stamp> stamps) {
        try {
            intake.bring(stamps).forEach(DeskWatch::say);
            failures = 0;
        } catch (IOException | RuntimeException e) {
            failures++;
            skip = Math.min(MOST, 1 << Math.min(failures, 5));
            log.error(
                    "The changed route files could not be brought to the desk, and will be again after {} looks: {}",
                    skip,
                    e.getMessage(),
                    failures == 1 ? e : null);
        } finally {
            working.set(false);
        }
    }

    private static void say(Verdict verdict) {
        switch (verdict) {
            case Verdict.Accepted accepted -> log.info("The route files were taken");
            case Verdict.Refused refused -> refused.problems().forEach(problem -> log.warn("{}", problem));
            case Verdict.Postponed postponed -> log.info("{}; tried again soon", postponed.reason());
        }
    }
}
