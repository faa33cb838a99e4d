package io.farrier.lab.vcenter;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** The tasks, and what a vCenter calls the recent ones: those that have not ended, or not for long. Guarded by the estate. */
final class Tasks implements Managed {
    private static final Duration RECENT = Duration.ofMinutes(10);
    private static final int KEPT = 10_000;

    private final Estate estate;
    private final List<Task> all = new ArrayList<>();
    private int last;

    Tasks(Estate estate) {
        this.estate = estate;
    }

    Task add(String method, Managed entity, String user) {
        Task task = new Task(estate, "task-" + ++last, method, entity, user);
        all.add(task);
        if (all.size() > KEPT) {
            all.removeFirst();
        }
        return task;
    }

    List<Task> all() {
        return List.copyOf(all);
    }

    /** One that a client may still ask about. */
    Optional<Task> recent(String moid) {
        return recent(task -> task.moid().equals(moid)).stream().findFirst();
    }

    Value recentOf(Managed entity) {
        return Value.references("recentTask", recent(task -> task.about(entity)));
    }

    /** Whether such a task about this is under way. */
    boolean runs(String method, Managed entity, Task but) {
        return all.stream().anyMatch(task -> task != but && !task.ended() && task.about(entity) && task.does(method));
    }

    private List<Task> recent(Predicate<Task> which) {
        Instant since = estate.now().minus(RECENT);
        return all.stream()
                .filter(task -> !task.ended() || task.completed().isAfter(since))
                .filter(which)
                .toList();
    }

    @Override
    public String moid() {
        return "TaskManager";
    }

    @Override
    public String type() {
        return "TaskManager";
    }

    @Override
    public Map<String, Supplier<Value>> properties() {
        return Map.of("recentTask", () -> Value.references("recentTask", recent(task -> true)));
    }
}
