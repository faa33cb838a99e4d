package io.farrier.lab.device;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The lab's time: it starts at the wall's and runs {@code speed} times as fast. Everything that devices time, and every
 * time stamp they show, is lab time.
 */
public final class LabClock implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(LabClock.class);

    private final double speed;
    private final Instant origin;
    private final long started = System.nanoTime();
    private final ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(2, task -> {
        Thread thread = new Thread(task, "lab-clock");
        thread.setDaemon(true);
        return thread;
    });

    /** @param notBefore a lab time that had been reached already, so that time never runs backwards; may be null */
    public LabClock(double speed, Instant notBefore) {
        this.speed = speed;
        Instant now = Instant.now();
        this.origin = notBefore != null && notBefore.isAfter(now) ? notBefore : now;
        timer.setRemoveOnCancelPolicy(true);
        timer.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        // A lab that closes forgets what was under way.
        timer.setRejectedExecutionHandler((task, closed) -> {});
    }

    public Instant now() {
        return origin.plusNanos((long) ((System.nanoTime() - started) * speed)).truncatedTo(ChronoUnit.MILLIS);
    }

    public double speed() {
        return speed;
    }

    /** How long a span of lab time is on the wall's clock. */
    public Duration wall(Duration lab) {
        return Duration.ofNanos((long) (lab.toNanos() / speed));
    }

    public Future<?> after(Duration lab, Runnable task) {
        return afterWall(wall(lab), task);
    }

    public Future<?> afterWall(Duration wall, Runnable task) {
        return timer.schedule(
                () -> {
                    try {
                        task.run();
                    } catch (RuntimeException e) {
                        log.error("A timed step of the lab failed", e);
                    }
                },
                wall.toNanos(),
                TimeUnit.NANOSECONDS);
    }

    public void everyWall(Duration wall, Runnable task) {
        timer.scheduleWithFixedDelay(
                () -> {
                    try {
                        task.run();
                    } catch (RuntimeException e) {
                        log.error("A repeated step of the lab failed", e);
                    }
                },
                wall.toNanos(),
                wall.toNanos(),
                TimeUnit.NANOSECONDS);
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
