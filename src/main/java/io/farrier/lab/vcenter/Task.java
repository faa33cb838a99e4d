package io.farrier.lab.vcenter;

import java.time.Instant;
import java.util.Map;
import java.util.function.Supplier;

/** A task of the vCenter: {@code TaskInfo}. Its times are lab times. Guarded by the estate. */
final class Task implements Managed {

    /** TaskInfo's state. */
    enum State {
        QUEUED,
        RUNNING,
        SUCCESS,
        ERROR;

        String word() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    private final Estate estate;
    private final String moid;
    private final String method;
    private final Managed entity;
    private final String user;
    private final Instant queued;
    private State state = State.QUEUED;
    private Integer progress;
    private VimFault fault;
    private Instant started;
    private Instant completed;
    private boolean cancelled;

    /** @param method without its ending: {@code EnterMaintenanceMode} */
    Task(Estate estate, String moid, String method, Managed entity, String user) {
        this.estate = estate;
        this.moid = moid;
        this.method = method;
        this.entity = entity;
        this.user = user;
        this.queued = estate.now();
    }

    void start() {
        state = State.RUNNING;
        started = estate.now();
    }

    void progress(int percent) {
        progress = percent;
    }

    void succeed() {
        end(State.SUCCESS, null);
    }

    void fail(VimFault why) {
        end(State.ERROR, why);
    }

    void cancel() {
        cancelled = true;
        fail(VimFault.cancelled());
    }

    private void end(State how, VimFault why) {
        if (!ended()) {
            state = how;
            fault = why;
            completed = estate.now();
        }
    }

    boolean ended() {
        return state == State.SUCCESS || state == State.ERROR;
    }

    /** When it ended; null: it has not. */
    Instant completed() {
        return completed;
    }

    boolean about(Managed one) {
        return entity == one;
    }

    boolean does(String what) {
        return method.equals(what);
    }

    String method() {
        return method;
    }

    Managed entity() {
        return entity;
    }

    State state() {
        return state;
    }

    Integer progress() {
        return state == State.RUNNING ? progress : null;
    }

    VimFault fault() {
        return fault;
    }

    String user() {
        return user;
    }

    Instant queued() {
        return queued;
    }

    @Override
    public String moid() {
        return moid;
    }

    @Override
    public String type() {
        return "Task";
    }

    @Override
    public Map<String, Supplier<Value>> properties() {
        return Map.of("info", this::info);
    }

    private Value info() {
        String description = entity.type() + "." + Character.toLowerCase(method.charAt(0)) + method.substring(1);
        return Value.object(
                "info",
                "TaskInfo",
                Value.text("key", moid),
                Value.reference("task", this),
                Value.text("name", method + "_Task"),
                Value.text("descriptionId", description),
                Value.reference("entity", entity),
                Value.text("entityName", Estate.name(entity)),
                Value.word("state", "TaskInfoState", state.word()),
                Value.is("cancelled", cancelled),
                Value.is("cancelable", !ended()),
                fault == null ? null : fault.localized("error"),
                Value.integer("progress", progress()),
                Value.object("reason", "TaskReasonUser", Value.text("userName", user))
                        .typed(),
                Value.time("queueTime", queued),
                Value.time("startTime", started),
                Value.time("completeTime", completed),
                Value.integer("eventChainId", Integer.valueOf(moid.replaceFirst("task-", ""))));
    }
}
