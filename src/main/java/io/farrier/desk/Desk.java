package io.farrier.desk;

import com.github.difflib.DiffUtils;
import com.github.difflib.UnifiedDiffUtils;
import io.farrier.ledger.Entry;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.camel.CamelContext;
import org.apache.camel.model.ModelCamelContext;
import org.apache.camel.support.PluginHelper;

/**
 * The route desk: what it is offered is rehearsed whole, and only a set that loads is swapped in, file by file. It has
 * the set that runs; it watches nothing by itself.
 */
public final class Desk {

    static final String STREAM = "desk";

    private final CamelContext camel;
    private final Known known;
    private final Rehearsal rehearsal;
    private final Journal journal;
    private volatile RouteSet running = RouteSet.EMPTY;

    /** @param journal where each verdict goes, the ledger */
    Desk(CamelContext camel, Known known, Consumer<Entry> journal) {
        this.camel = camel;
        this.known = known;
        this.rehearsal = new Rehearsal(camel, known);
        this.journal = new Journal(journal);
    }

    /**
     * Loads the set that a hub starts with into its context, which is not started yet.
     *
     * @throws RoutesRefused when the set does not load; the hub must not start
     */
    void begin(RouteSet set) {
        if (rehearsal.of(set) instanceof Verdict.Refused refused) {
            throw new RoutesRefused(refused.problems());
        }
        try {
            // Between the routes' start and the clock's: an orphan that fires would schedule itself again.
            camel.addStartupListener((started, already) -> Triggers.forgetOrphans(started));
            PluginHelper.getRoutesLoader(camel)
                    .loadRoutes(sheets(set).values().stream()
                            .map(Rehearsal::resource)
                            .toList());
        } catch (Exception e) {
            throw new RoutesRefused(List.of(new Problem(null, null, null, Reason.of(e, new Meant(known)))));
        }
        running = set;
    }

    /** The set that runs. */
    public RouteSet running() {
        return running;
    }

    /** The hash of the set that runs; two hubs with the same hash run the same routes. */
    public String hash() {
        return running.hash();
    }

    /** The ids of the routes that run because of a file; none where it does not run. */
    public List<String> routesOf(String file) {
        String text = running.files().get(file);
        try {
            return text == null ? List.of() : Sheet.read(file, text).routeIds();
        } catch (Sheet.Unreadable e) {
            return List.of();
        }
    }

    /** What {@link #apply} would say to the files themselves; nothing is changed and nothing written down. */
    public Verdict rehearse(RouteSet offered) {
        return rehearsal.of(offered);
    }

    /**
     * Makes the set run, or leaves everything as it is. The verdict goes to the ledger, unless the set runs already or is
     * only postponed.
     *
     * @param who offers it: a person, or the part of the hub that noticed
     */
    public synchronized Verdict apply(RouteSet offered, String who) {
        RouteSet former = running;
        Verdict verdict = rehearsal.of(offered);
        Changes changes = Changes.between(former, offered);
        if (verdict instanceof Verdict.Accepted accepted) {
            verdict = changes.isEmpty() ? accepted : swap(offered, new Verdict.Accepted(accepted.routes(), changes));
        }
        if (verdict instanceof Verdict.Accepted) {
            // Before it is written down: the ledger may be away, and what runs is what runs.
            running = offered;
        }
        write(verdict, changes, former, offered, who);
        return verdict;
    }

    /** Writes down what the ledger could not take when it was decided. */
    public void settle() {
        journal.settle();
    }

    private Verdict swap(RouteSet offered, Verdict.Accepted accepted) {
        Map<String, Sheet> old = sheets(running);
        Map<String, Sheet> young = sheets(offered);
        Set<String> files = edited(accepted.changes(), old, young);
        if (files.isEmpty()) {
            return accepted;
        }
        for (String file : files) {
            if (isContract(old.get(file)) || isContract(young.get(file))) {
                return new Verdict.Refused(List.of(new Problem(
                        file,
                        null,
                        null,
                        "the API's contract is taken up when a hub starts; restart it to change this file")));
            }
        }
        Set<String> affected = affected(files, old, young);
        try {
            new Swap((ModelCamelContext) camel).replace(of(old, affected), of(young, affected));
            return accepted;
        } catch (Swap.Busy e) {
            return new Verdict.Postponed(e.getMessage());
        } catch (Exception e) {
            return new Verdict.Refused(List.of(new Problem(
                    null,
                    null,
                    null,
                    "they load but did not start, and the former ones run again: " + Reason.of(e, new Meant(known)))));
        }
    }

    /** Files that say something else. An editor may write one anew, without its comments and in an order of its own. */
    private static Set<String> edited(Changes changes, Map<String, Sheet> old, Map<String, Sheet> young) {
        Set<String> files = new TreeSet<>(changes.all());
        files.removeIf(file -> old.containsKey(file)
                && young.containsKey(file)
                && old.get(file).says(young.get(file)));
        return files;
    }

    /** These, and those whose routes use what is in these. */
    private static Set<String> affected(Set<String> files, Map<String, Sheet> old, Map<String, Sheet> young) {
        Set<String> affected = new TreeSet<>(files);
        affected.addAll(Neighbours.usersOf(of(old, files), old.values()));
        affected.addAll(Neighbours.usersOf(of(young, files), young.values()));
        affected.removeIf(file -> !files.contains(file) && isContract(old.get(file)));
        return affected;
    }

    /** Whether the routes of a file would be swapped for this set, where it can be read. */
    boolean swaps(String file, RouteSet offered) {
        Map<String, Sheet> old = sheets(running);
        Map<String, Sheet> young = new TreeMap<>();
        offered.files().forEach((name, text) -> {
            try {
                young.put(name, Sheet.read(name, text));
            } catch (Sheet.Unreadable e) {
                // The rehearsal refuses it.
            }
        });
        return affected(edited(Changes.between(running, offered), old, young), old, young)
                .contains(file);
    }

    private static boolean isContract(Sheet sheet) {
        return sheet != null && sheet.isContract();
    }

    private static Map<String, Sheet> sheets(RouteSet set) {
        Map<String, Sheet> sheets = new TreeMap<>();
        set.files().forEach((file, text) -> {
            try {
                sheets.put(file, Sheet.read(file, text));
            } catch (Sheet.Unreadable e) {
                throw new IllegalStateException("A set that was rehearsed can't be read: " + e.getMessage(), e);
            }
        });
        return sheets;
    }

    private static List<Sheet> of(Map<String, Sheet> sheets, Set<String> files) {
        return sheets.values().stream()
                .filter(sheet -> files.contains(sheet.file()))
                .toList();
    }

    private void write(Verdict verdict, Changes changes, RouteSet former, RouteSet offered, String who) {
        switch (verdict) {
            case Verdict.Accepted accepted when changes.isEmpty() -> {}
            case Verdict.Accepted accepted ->
                journal.write(Entry.of(STREAM, "desk.applied", "The routes were changed: " + words(changes) + ".")
                        .by(who)
                        .with(Map.of(
                                "at", Instant.now().toString(),
                                "changes", changes,
                                "hash", offered.hash(),
                                "diff", diff(changes, former, offered))));
            // No diff: what was refused may hold a secret, and that may be why.
            case Verdict.Refused refused ->
                journal.write(Entry.of(STREAM, "desk.refused", words(refused, changes))
                        .by(who)
                        .with(Map.of(
                                "at", Instant.now().toString(), "changes", changes, "problems", refused.problems())));
            case Verdict.Postponed postponed -> {}
        }
    }

    private static String words(Changes changes) {
        List<String> words = new ArrayList<>();
        changes.added().forEach(file -> words.add(file + " is new"));
        changes.changed().forEach(file -> words.add(file + " was edited"));
        changes.removed().forEach(file -> words.add(file + " is gone"));
        return String.join(", ", words);
    }

    private static String words(Verdict.Refused refused, Changes changes) {
        int more = refused.problems().size() - 1;
        Set<String> good = new TreeSet<>(changes.all());
        refused.problems().stream().map(Problem::file).filter(Objects::nonNull).forEach(good::remove);
        return "A change of the routes was refused, and those that run were left alone. "
                + refused.problems().getFirst()
                + (more == 0 ? "" : " (and " + more + " more)")
                + (good.isEmpty() ? "" : ". What was changed with it waits: " + String.join(", ", good));
    }

    /** A unified diff for each file, two lines around each change. */
    private static Map<String, String> diff(Changes changes, RouteSet former, RouteSet offered) {
        return changes.all().stream().collect(Collectors.toMap(file -> file, file -> {
            List<String> old = former.files().getOrDefault(file, "").lines().toList();
            List<String> young = offered.files().getOrDefault(file, "").lines().toList();
            return String.join(
                    "\n", UnifiedDiffUtils.generateUnifiedDiff(file, file, old, DiffUtils.diff(old, young), 2));
        }));
    }
}
