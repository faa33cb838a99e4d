package io.farrier.hub;

/**
 * Who this process is.
 *
 * @param id of this one life, from start to end of the process; the {@code worker} of every turn it takes
 * @param node of the place it runs in, the same after a restart
 */
public record Life(String id, String node) {}
