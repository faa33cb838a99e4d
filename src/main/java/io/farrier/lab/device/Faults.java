package io.farrier.lab.device;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;

/** The faults that one device has at present, each with its value. */
public final class Faults {
    private final Map<Fault, Double> present = new EnumMap<>(Fault.class);

    public synchronized boolean has(Fault fault) {
        return present.containsKey(fault);
    }

    public synchronized Map<Fault, Double> all() {
        return new TreeMap<>(present);
    }

    synchronized void set(Fault fault, double value) {
        present.put(fault, value);
    }

    synchronized void clear(Fault fault) {
        present.remove(fault);
    }

    /** The fault's value as lab minutes. */
    public Duration minutes(Fault fault) {
        return Duration.ofMillis((long) (value(fault) * 60_000));
    }

    /** The fault's value as seconds. */
    public Duration seconds(Fault fault) {
        return Duration.ofMillis((long) (value(fault) * 1_000));
    }

    private synchronized double value(Fault fault) {
        return present.getOrDefault(fault, fault.usual());
    }
}
