package io.farrier.lab.device;

import java.time.Instant;
import java.util.List;

/** What of a device survives a restart of the lab. */
record State(
        String serviceTag,
        Instant labTime,
        List<Component> components,
        Instant collected,
        Instant updated,
        List<Job> jobs,
        boolean on,
        boolean settled,
        Instant lastReset,
        boolean lockdown,
        List<LcLog.Entry> lcLog,
        Tally tally) {}
