package io.farrier.plan;

import io.farrier.plan.PlanView.Time;
import io.farrier.window.WindowsOf;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Component;

/** When a plan's hosts may be worked on: by what the plan names, and by what binds each host wherever it is named. */
@Component
class Times {

    private final WindowsOf windows;

    private final Barred barred;

    Times(WindowsOf windows, Barred barred) {
        this.windows = windows;
        this.barred = barred;
    }

    /** By the database's clock. */
    Instant now() {
        return windows.now();
    }

    Map<Long, Time> of(Plan plan, List<Long> hosts, Instant now) {
        Map<Long, Time> times = new HashMap<>();
        windows.hosts(hosts, plan.windowId(), plan.calendarId(), now)
                .forEach((host, permit) -> times.put(host, new Time(permit.until(), permit.next(), permit.why())));
        barred.among(hosts).forEach((host, why) -> times.put(host, new Time(null, null, why)));
        return times;
    }
}
