package io.farrier.window;

import io.farrier.bell.Ring;
import java.util.List;
import org.springframework.stereotype.Component;

/**
 * The tick that plans openings, opens and closes windows, tells of blackouts, and wakes the plans that wait for any of it.
 */
@Component("windowClock")
class WindowClock {

    private final Calendars calendars;
    private final Windows windows;
    private final Blackouts blackouts;
    private final WindowPlans plans;

    WindowClock(Calendars calendars, Windows windows, Blackouts blackouts, WindowPlans plans) {
        this.calendars = calendars;
        this.windows = windows;
        this.blackouts = blackouts;
        this.plans = plans;
    }

    public List<Ring> turn() {
        calendars.fill();
        List<Window> changed = windows.turn();
        return blackouts.turn().isEmpty() ? plans.wake(changed) : plans.wakeAll();
    }
}
