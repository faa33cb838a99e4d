package io.farrier.catalog;

import io.farrier.hub.Refused;
import java.text.ParseException;
import java.time.Instant;
import java.util.Date;
import java.util.TimeZone;
import org.quartz.CronExpression;

/** When a source is synced: a Quartz cron expression, in UTC. */
final class Schedule {

    private Schedule() {}

    /**
     * The next time after this one.
     *
     * @throws Refused when it is no such expression, or its time never comes
     */
    static Instant next(String cron, Instant after) {
        CronExpression expression;
        try {
            expression = new CronExpression(cron);
        } catch (ParseException e) {
            throw Refused.invalid("This is no schedule: %s (%s). Every night at three is \"0 0 3 * * ?\", in UTC."
                    .formatted(cron, e.getMessage()));
        }
        expression.setTimeZone(TimeZone.getTimeZone("UTC"));
        Date next = expression.getNextValidTimeAfter(Date.from(after));
        if (next == null) {
            throw Refused.invalid("The time of the schedule %s never comes.".formatted(cron));
        }
        return next.toInstant();
    }
}
