package io.farrier.lab.vcenter;

import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiConsumer;

/** What is wrong at present, and what setting or clearing it does. Guarded by the estate. */
final class Troubles {
    private final Estate estate;
    private final TreeMap<String, Set<Trouble>> present = new TreeMap<>();

    Troubles(Estate estate) {
        this.estate = estate;
    }

    /** @param on a cluster's or a host's moid; empty: the vCenter itself */
    Set<Trouble> of(String on) {
        return Set.copyOf(present.getOrDefault(on, Set.of()));
    }

    void note(String on, Trouble trouble, boolean now) {
        Set<Trouble> all = present.computeIfAbsent(on, key -> new TreeSet<>());
        if (now) {
            all.add(trouble);
        } else {
            all.remove(trouble);
        }
    }

    void cluster(EsxCluster cluster, Trouble trouble, boolean now) {
        switch (trouble) {
            case DRS_OFF -> cluster.drs(!now, cluster.level());
            case DRS_MANUAL -> cluster.drs(cluster.drs(), now ? "manual" : "fullyAutomated");
            case HA_TIGHT -> cluster.tight(now);
            case RESYNCING -> {
                if (now && !cluster.vsan()) {
                    throw new IllegalArgumentException(cluster.name() + " has no vSAN that could resync.");
                }
                cluster.resyncs(now ? Instant.MAX : Instant.MIN);
            }
            default -> throw new IllegalArgumentException(trouble.word() + " is no fault of a cluster.");
        }
        note(cluster.moid(), trouble, now);
    }

    void host(EsxHost host, Trouble trouble, boolean now) {
        Instant at = now ? estate.now() : null;
        switch (trouble) {
            case MUST_RUN -> vm(host, trouble, now, Machine::bound);
            case DRS_OVERRIDE -> vm(host, trouble, now, Machine::override);
            case LOCAL_DEVICE -> vm(host, trouble, now, Machine::local);
            case STAYS_AWAY -> host.lostAfter(at);
            // It is noticed at once: the heartbeats have been missed for some time.
            case NOT_RESPONDING -> host.silentSince(at == null ? null : at.minus(EsxHost.HEARTBEAT));
            case ALARM -> host.alarmedAt(at);
            default -> throw new IllegalArgumentException(trouble.word() + " is no fault of a host.");
        }
        note(host.moid(), trouble, now);
    }

    /** The first VM that runs there has it; when it is cleared, none of the host's has. */
    private static void vm(EsxHost host, Trouble trouble, boolean now, BiConsumer<Machine, Boolean> set) {
        if (!now) {
            host.machines().forEach(machine -> set.accept(machine, false));
            return;
        }
        Machine first = host.running().stream()
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "No VM runs on %s that could have %s.".formatted(host.name(), trouble.word())));
        set.accept(first, true);
    }

    /** @param value lab minutes; null or 0: until it is cleared */
    static Duration span(Double value) {
        return value == null || value <= 0 ? null : Duration.ofMillis((long) (value * 60_000));
    }
}
