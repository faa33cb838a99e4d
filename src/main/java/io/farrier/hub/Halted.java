package io.farrier.hub;

import java.util.Optional;

/** Says whether the world is halted. */
@FunctionalInterface
public interface Halted {

    /** The halt that holds now; empty: none does. */
    Optional<Halts.Halt> now();
}
