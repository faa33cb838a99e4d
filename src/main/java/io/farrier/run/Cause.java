package io.farrier.run;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Why a run did not get there, as its story tells it.
 *
 * @param what package that it failed at, "BIOS 2.22.2"; null: the host as a whole
 * @param code a device's message id, or a word of the hub's own where no device spoke: disproven, not-still, human,
 *     window-closed, cancelled, files, ended
 * @param why in words, mostly the device's
 */
public record Cause(String what, String code, String why) {

    /** Null: the story tells of nothing that failed. */
    public static Cause of(List<RunEvent> story) {
        Map<String, Promise> promises = new LinkedHashMap<>();
        Map<String, Cause> open = new LinkedHashMap<>();
        Cause host = null;
        Cause end = null;
        for (RunEvent event : story) {
            switch (event) {
                case RunEvent.Admitted admitted -> admitted.promises().forEach(p -> promises.put(p.key(), p));
                case RunEvent.SubmitRefused refused ->
                    open.put(refused.key(), new Cause(name(promises, refused.key()), refused.code(), refused.why()));
                case RunEvent.SubmitAccepted accepted -> open.remove(accepted.key());
                case RunEvent.JobsMoved moved ->
                    moved.moves().forEach(move -> {
                        if (Phase.valueOf(move.phase()) == Phase.FAILED) {
                            open.put(move.key(), new Cause(name(promises, move.key()), move.code(), move.message()));
                        }
                    });
                case RunEvent.Proven proven -> proven.keys().forEach(open::remove);
                case RunEvent.Disproven not ->
                    open.put(not.key(), new Cause(name(promises, not.key()), "disproven", not.why()));
                case RunEvent.ResetRefused refused -> host = new Cause(null, refused.code(), refused.why());
                case RunEvent.ResetOrdered ordered -> host = null;
                case RunEvent.NotStill not -> host = new Cause(null, "not-still", not.why());
                case RunEvent.NeedsHuman human -> end = new Cause(null, "human", human.why());
                case RunEvent.Answered answered -> end = null;
                case RunEvent.WindowClosed closed ->
                    end = end != null && end.code().equals("human")
                            ? end
                            : new Cause(null, "window-closed", closed.why());
                case RunEvent.CancelAsked cancel -> end = new Cause(null, "cancelled", cancel.why());
                case RunEvent.Ended ended -> {
                    if (end == null && ended.state().equals("failed")) {
                        end = new Cause(null, "ended", ended.reason());
                    }
                }
                default -> {
                    // tells nothing of failure
                }
            }
        }
        if (!open.isEmpty()) {
            return open.values().iterator().next();
        }
        return host != null ? host : end;
    }

    private static String name(Map<String, Promise> promises, String key) {
        Promise promise = promises.get(key);
        return promise == null ? key : promise.name() + " " + promise.version();
    }
}
