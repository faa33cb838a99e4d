package io.farrier.vcenter;

import io.farrier.quiesce.Stance;
import io.farrier.quiesce.Stance.Posture;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Maintenance mode as a standstill: what a look at a host means for the run that wants it still, or back. Pure.
 *
 * <p>The memo holds {@code enter} and {@code exit}, the tasks that the hub asked for, {@code own}, the VMs that the hub itself
 * lives on and that were here, {@code waits}, where nothing was begun because of something that passes, {@code back}, once it is to
 * go back into service, and {@code red}, where its status was that before.
 *
 * @param account the hub's, by which it knows its own tasks again where an answer was lost
 */
record Maintenance(Look look, Map<String, String> memo, String account) {

    static final String ENTER = "enter";
    static final String EXIT = "exit";
    static final String OWN = "own";
    static final String WAITS = "waits";
    static final String BACK = "back";
    static final String RED = "red";

    /** What to do next; nothing has been done yet. */
    sealed interface Next {
        record Tell(Stance stance) implements Next {}

        /** @param first the VMs that are moved before the others, by name the hub's own */
        record Enter(List<Vm> first, Map<String, String> memo) implements Next {}

        record Exit() implements Next {}

        record Cancel(VimTask task) implements Next {}
    }

    /** The host is to come to a standstill. */
    Next drain(Own own) {
        if (look.host().maintenance()) {
            return tell(Posture.STILL, false, "%s is in maintenance mode already; the hub leaves it there", memo);
        }
        Optional<VimTask> enter = look.runs(VimTask.ENTER);
        if (enter.isPresent()) {
            VimTask task = enter.get();
            return Account.same(task.user(), account)
                    ? tell(Posture.MOVING, true, "%s is being evacuated" + percent(task), with(ENTER, task.moid()))
                    : tell(
                            Posture.MOVING,
                            false,
                            "%s is being brought into maintenance by " + task.user() + percent(task),
                            memo);
        }
        List<String> against = Precheck.against(look);
        if (!against.isEmpty()) {
            return new Next.Tell(new Stance(Posture.REFUSED, false, String.join(". ", against) + ".", memo));
        }
        return resyncs().<Next>map(Next.Tell::new).orElseGet(() -> enter(own));
    }

    private Next enter(Own own) {
        List<Vm> first = look.running().stream().filter(own::has).toList();
        Map<String, String> remembered = new LinkedHashMap<>(memo);
        remembered.remove(WAITS);
        if (!first.isEmpty()) {
            remembered.put(OWN, first.stream().map(Vm::moid).collect(Collectors.joining(",")));
        }
        if (look.host().red()) {
            remembered.put(RED, "before");
        }
        return new Next.Enter(first, remembered);
    }

    /** How it stands. */
    Stance ready() {
        Esxi host = look.host();
        if (host.maintenance()) {
            Optional<VimTask> exit = ours(EXIT, VimTask.EXIT);
            if (exit.isPresent() && exit.get().runs()) {
                return stance(Posture.MOVING, "%s is leaving maintenance mode" + percent(exit.get()), memo);
            }
            if (exit.isPresent() && exit.get().failed()) {
                return stance(
                        Posture.REFUSED,
                        "%s does not leave maintenance mode: "
                                + fault(exit.get()).sentence(),
                        memo);
            }
            if (!look.running().isEmpty()) {
                return stance(
                        Posture.REFUSED,
                        "%s is in maintenance mode, but runs " + Precheck.names(look.running()) + " still",
                        memo);
            }
            if (memo.containsKey(BACK) && !host.connected()) {
                return stance(Posture.MOVING, "%s is " + host.connection() + " in vCenter", memo);
            }
            Optional<String> unproved = unproved();
            if (unproved.isPresent()) {
                return stance(Posture.REFUSED, unproved.get(), memo);
            }
            Map<String, String> known = ours(ENTER, VimTask.ENTER)
                    .map(task -> with(ENTER, task.moid()))
                    .orElse(memo);
            return stance(Posture.STILL, "%s is in maintenance mode", known);
        }
        if (!host.connected()) {
            return stance(Posture.MOVING, "%s is " + host.connection() + " in vCenter", memo);
        }
        Optional<VimTask> enter = ours(ENTER, VimTask.ENTER);
        if (!memo.containsKey(BACK) && enter.isPresent()) {
            VimTask task = enter.get();
            if (task.runs()) {
                return stance(Posture.MOVING, "%s is being evacuated" + percent(task), with(ENTER, task.moid()));
            }
            // One that the memo does not name belongs to a run before this.
            if (task.failed() && task.moid().equals(memo.get(ENTER))) {
                VimFault fault = fault(task);
                return stance(
                        Posture.REFUSED,
                        "%s did not get into maintenance mode: "
                                + fault.sentence(
                                        look.running().stream().map(Vm::name).toList()),
                        memo);
            }
        }
        if (memo.containsKey(WAITS)) {
            Optional<Stance> waits = resyncs();
            if (waits.isPresent()) {
                return waits.get();
            }
        }
        if (memo.containsKey(BACK) && host.red() && !memo.containsKey(RED)) {
            return stance(Posture.MOVING, "%s is back, but its status in vCenter is red: look at its alarms", memo);
        }
        return stance(Posture.WORKING, "%s is connected and not in maintenance mode", memo);
    }

    /** The VMs that the hub lives on are to be seen elsewhere, alive, before their host is restarted. */
    private Optional<String> unproved() {
        String own = memo.getOrDefault(OWN, "");
        List<String> lost = Arrays.stream(own.split(","))
                .filter(moid -> !moid.isEmpty())
                .filter(moid -> look.own().stream()
                        .noneMatch(vm -> vm.moid().equals(moid)
                                && vm.running()
                                && !look.host().moid().equals(vm.host())))
                .toList();
        return lost.isEmpty()
                ? Optional.empty()
                : Optional.of("the hub itself lives on a VM that was on %s and is not seen running elsewhere ("
                        + String.join(", ", lost) + ")");
    }

    /** The host is to go back into service. */
    Next restore() {
        return memo.containsKey(BACK) ? back() : new Maintenance(look, with(BACK, "asked"), account).back();
    }

    private Next back() {
        Esxi host = look.host();
        Optional<VimTask> enter = ours(ENTER, VimTask.ENTER);
        if (enter.isPresent() && enter.get().runs()) {
            return new Next.Cancel(enter.get());
        }
        if (!host.maintenance()) {
            return new Next.Tell(ready());
        }
        if (!memo.containsKey(ENTER)) {
            return tell(
                    Posture.REFUSED,
                    false,
                    "%s is in maintenance mode, and nothing shows that the hub brought it there, so the hub leaves it there",
                    memo);
        }
        if (!host.connected()) {
            return tell(
                    Posture.MOVING,
                    true,
                    "%s is " + host.connection() + " in vCenter; it leaves maintenance mode when it is back",
                    memo);
        }
        if (memo.containsKey(EXIT)
                && look.task(memo.get(EXIT)).filter(VimTask::succeeded).isPresent()) {
            return tell(
                    Posture.REFUSED,
                    false,
                    "%s left maintenance mode and somebody brought it back there, so the hub leaves it there",
                    memo);
        }
        Optional<VimTask> exit = look.runs(VimTask.EXIT);
        return exit.<Next>map(task -> tell(
                        Posture.MOVING,
                        true,
                        "%s is leaving maintenance mode" + percent(task),
                        with(EXIT, task.moid())))
                .orElseGet(Next.Exit::new);
    }

    /** A task that the hub asked for: the one that the memo names, else the newest of its account. */
    private Optional<VimTask> ours(String key, String what) {
        String known = memo.get(key);
        return known == null ? look.newest(what, account) : look.task(known);
    }

    private Optional<Stance> resyncs() {
        if (look.cluster() == null || !look.cluster().vsan()) {
            return Optional.empty();
        }
        String against = against();
        return against == null
                ? Optional.empty()
                : Optional.of(stance(Posture.MOVING, "nothing was begun on %s: " + against, with(WAITS, "vsan")));
    }

    /** Why vSAN lets no host go now; null: it does. */
    private String against() {
        if (look.resyncing() == null) {
            return "how much vSAN resyncs of its cluster can't be read";
        }
        if (look.resyncing() != 0) {
            return "vSAN resyncs " + look.resyncing() + " objects of its cluster";
        }
        if (look.unsound() == null) {
            return "the health of vSAN's objects in its cluster can't be read";
        }
        return look.unsound().isEmpty()
                ? null
                : "of vSAN's objects in its cluster are not sound: "
                        + look.unsound().entrySet().stream()
                                .map(state -> state.getValue() + " " + state.getKey())
                                .collect(Collectors.joining(", "));
    }

    /** Of an order that was given. */
    Stance ordered(String sentence, Map<String, String> remembered) {
        return new Stance(Posture.MOVING, true, said(sentence), remembered);
    }

    private static VimFault fault(VimTask task) {
        return new VimFault(task.fault() == null ? "an error" : task.fault(), task.message());
    }

    private Next tell(Posture posture, boolean ours, String sentence, Map<String, String> remembered) {
        return new Next.Tell(new Stance(posture, ours, said(sentence), remembered));
    }

    /** @param sentence with %s for the host's name */
    private Stance stance(Posture posture, String sentence, Map<String, String> remembered) {
        boolean ours = remembered.containsKey(ENTER) && posture != Posture.WORKING;
        return new Stance(posture, ours, said(sentence), remembered);
    }

    /** What a vCenter says may hold any character. */
    private String said(String sentence) {
        return sentence.replace("%s", look.host().name()) + ".";
    }

    Map<String, String> with(String key, String value) {
        Map<String, String> more = new LinkedHashMap<>(memo);
        more.put(key, value);
        return more;
    }

    private static String percent(VimTask task) {
        return task.progress() == null ? "" : " (" + task.progress() + " %)";
    }
}
