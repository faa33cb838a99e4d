package io.farrier.lab.device;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** The Lifecycle log: its last entries, newest first. Guarded by the device. */
public final class LcLog {
    private static final int KEPT = 200;

    /** @param category Dell's: Audit, Configuration, Updates or System Health */
    public record Entry(int id, Instant created, Message message, List<String> args, String category) {}

    private final Deque<Entry> entries = new ArrayDeque<>();
    private int last = 1000;

    Entry add(Instant now, String category, Message message, String... args) {
        Entry entry = new Entry(++last, now, message, List.of(args), category);
        entries.addFirst(entry);
        if (entries.size() > KEPT) {
            entries.removeLast();
        }
        return entry;
    }

    public List<Entry> entries() {
        return new ArrayList<>(entries);
    }

    void restore(List<Entry> kept) {
        entries.addAll(kept);
        last = kept.stream().mapToInt(Entry::id).max().orElse(last);
    }
}
