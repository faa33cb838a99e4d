package io.farrier.desk;

import io.farrier.hub.Refused;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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

    /** What offers come through. */
    private static final String DOOR = "routes/desk/api.camel.yaml";

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

    /** What the desk would say to an offer. Nothing is changed. */
    public Verdict check(Offer offer) {
        return desk.rehearse(offer.on(desk.running()));
    }

    /**
     * Makes an offer run and keeps it in the folder, so that a restart finds it; or changes nothing.
     *
     * @param edited the hash of the set that it was made from
     * @throws Refused when another set runs, or the folder holds an edit of a file that does not run
     */
    public synchronized Verdict take(Offer offer, String edited, String who) throws IOException {
        RouteSet running = desk.running();
        if (!edited.equals(running.hash())) {
            throw new Refused(
                    "changed",
                    412,
                    "The routes were edited since: this hub runs %s. Look at what is there now, and offer your edit of that."
                            .formatted(running.hash()));
        }
        RouteSet there = files.read();
        for (var file : offer.files().entrySet()) {
            String lies = there.files().get(file.getKey());
            if (!Objects.equals(lies, running.files().get(file.getKey())) && !Objects.equals(lies, file.getValue())) {
                throw Refused.conflict(
                        "In the folder lies an edit of %s that does not run. Take it in or take it back there first; it would be lost."
                                .formatted(file.getKey()));
            }
        }
        RouteSet offered = offer.on(running);
        if (desk.swaps(DOOR, offered)) {
            throw Refused.conflict(
                    "This swaps the route that takes this request (%s), which can't rest meanwhile. Put it into the folder."
                            .formatted(DOOR));
        }
        Keeping keeping = files.write(offer.files(), offered);
        Verdict verdict = null;
        try {
            verdict = desk.apply(offered, who);
            if (verdict instanceof Verdict.Accepted) {
                keep(keeping, running, who);
            }
            return verdict;
        } finally {
            if (!(verdict instanceof Verdict.Accepted)) {
                keeping.drop();
            }
        }
    }

    private void keep(Keeping keeping, RouteSet former, String who) throws IOException {
        Map<String, RouteFiles.Stamp> before = files.stamps();
        try {
            files.keep(keeping);
        } catch (IOException e) {
            desk.apply(former, who);
            throw e;
        }
        // What was news before still is; this is none.
        if (before.equals(brought)) {
            brought = files.stamps();
        }
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
