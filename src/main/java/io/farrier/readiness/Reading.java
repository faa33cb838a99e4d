package io.farrier.readiness;

import java.time.Instant;
import java.util.List;

/** A look at a host. @param risks what its facts meant then; empty: it is ready */
public record Reading(long host, String label, Instant at, Facts facts, List<Risk> risks) {}
