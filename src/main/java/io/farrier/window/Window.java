package io.farrier.window;

import java.time.Instant;

/** A span of time in which plans may work. @param state closed, open or over */
public record Window(long id, String name, Instant opensAt, Instant closesAt, String state) {}
