package io.farrier.health;

import io.farrier.transport.Bmc;

/** One way to one BMC that is to be tried. */
record Knock(Bmc bmc, String transport) {}
