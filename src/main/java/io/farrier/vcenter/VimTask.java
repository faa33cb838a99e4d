package io.farrier.vcenter;

/**
 * A task of a vCenter ({@code TaskInfo}).
 *
 * @param operation its descriptionId: HostSystem.enterMaintenanceMode
 * @param entity the moid of what it is about
 * @param state queued, running, success or error
 * @param user who asked for it; null where nobody did
 * @param fault the type of the fault it ended with, and what the vCenter says of it; both null where it did not
 */
public record VimTask(
        String moid,
        String operation,
        String entity,
        String state,
        Integer progress,
        String user,
        String fault,
        String message) {

    static final String ENTER = "enterMaintenanceMode";
    static final String EXIT = "exitMaintenanceMode";

    boolean runs() {
        return state.equals("running") || state.equals("queued");
    }

    boolean succeeded() {
        return state.equals("success");
    }

    boolean failed() {
        return state.equals("error");
    }

    boolean is(String what) {
        return operation != null && operation.endsWith("." + what);
    }
}
