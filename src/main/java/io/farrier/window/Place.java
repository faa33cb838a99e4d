package io.farrier.window;

/**
 * Where a host stands, as far as scopes ask.
 *
 * @param host null where no scope names this host: then all hosts of its cluster are alike
 * @param datacenter null: not known
 * @param cluster null: in none
 */
record Place(Long host, String datacenter, String cluster) {}
