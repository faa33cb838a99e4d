package io.farrier.vault;

import java.util.Map;

/**
 * What of a host decides whose credential is used there.
 *
 * @param hostId 0 for an address that is no host yet
 * @param address of its BMC
 * @param cluster null where it is in none
 */
record Place(long hostId, String address, String cluster, Map<String, String> tags) {}
