package io.farrier.desk;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Where edits come in, one after the other. Those of the folder are taken as the whole folder where that loads. Where it
 * does not, what was refused before and lies there unchanged waits, and does not keep back what others edit.
 */
public final class Intake {

    /**
     * What lies in the folder and was refused; a hub that starts would not start on it.
     *
     * @param files that wait, also good ones that belong to the same edit
     */
    public record Waiting(List<String> files, List<Problem> problems) {

        static final Waiting NOTHING = new Waiting(List.of(), List.of());
    }

    private final Desk desk;
    private final RouteFiles files;
    private final SortedMap<String, Optional<RouteFiles.Stamp>> refused = new TreeMap<>();
    private final SortedMap<String, List<Problem>> problems = new TreeMap<>();
    private Map<String, RouteFiles.Stamp> brought;
    private volatile Waiting waiting = Waiting.NOTHING;

    public Intake(Desk desk, RouteFiles files) throws IOException {
        this.desk = desk;
        this.files = files;
        // Taken before the hub starts and reads them: what changes in between is seen.
        this.brought = files.stamps();
    }

    /** What lies in the folder and was refused. */
    public Waiting waiting() {
        return waiting;
    }

    /** Whether the files are others than those that were brought last. */
    public synchronized boolean isNews(Map<String, RouteFiles.Stamp> now) {
        return !now.equals(brought);
    }

    /**
     * Brings what lies in the folder to the desk.
     *
     * @param now the stamps, from before this; what was written since is news again
     * @return the verdict on each edit; after one that is postponed, or an exception, the same is news still
     */
    public synchronized List<Verdict> bring(Map<String, RouteFiles.Stamp> now) throws IOException {
        RouteSet there = files.read();
        Changes changes = Changes.between(desk.running(), there);
        refused.entrySet()
                .removeIf(it -> !changes.all().contains(it.getKey())
                        || !it.getValue().equals(Optional.ofNullable(now.get(it.getKey()))));
        problems.keySet().retainAll(refused.keySet());
        List<Edit> edits = Edit.of(changes.all(), refused.keySet(), files::owner);
        List<Verdict> verdicts = new ArrayList<>();
        boolean isOne = refused.isEmpty() && edits.size() <= 1;
        if (isOne || desk.rehearse(there) instanceof Verdict.Accepted) {
            verdicts.add(judge(new Edit(who(edits), changes.all()), there, now));
        } else {
            for (Edit edit : edits) {
                verdicts.add(judge(edit, there, now));
            }
        }
        waiting = new Waiting(
                List.copyOf(refused.keySet()),
                problems.values().stream().flatMap(List::stream).distinct().toList());
        if (verdicts.stream().noneMatch(Verdict.Postponed.class::isInstance)) {
            brought = now;
        }
        return verdicts;
    }

    private Verdict judge(Edit edit, RouteSet there, Map<String, RouteFiles.Stamp> now) {
        Verdict verdict = desk.apply(edit.on(desk.running(), there), edit.who());
        for (String file : edit.files()) {
            refused.remove(file);
            problems.remove(file);
            if (verdict instanceof Verdict.Refused why) {
                refused.put(file, Optional.ofNullable(now.get(file)));
                problems.put(file, why.problems());
            }
        }
        return verdict;
    }

    private static String who(List<Edit> edits) {
        return edits.isEmpty() ? Edit.NOBODY : edits.stream().map(Edit::who).collect(Collectors.joining(", "));
    }
}
