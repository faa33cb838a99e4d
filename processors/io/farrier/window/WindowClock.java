package io.farrier.window;

import io.farrier.bell.Ring;
import java.util.List;
import org.springframework.stereotype.Component;

/** The tick that opens and closes windows, and wakes the plans that wait for one. */
@Component("windowClock")
class WindowClock {

    private final Windows windows;
    private final WindowPlans plans;

    WindowClock(Windows windows, WindowPlans plans) {
        this.windows = windows;
        this.plans = plans;
    }

    public List<Ring> turn() {
        List<Long> changed = windows.turn().stream().map(Window::id).toList();
        return changed.isEmpty() ? List.of() : plans.wake(changed);
    }
}
