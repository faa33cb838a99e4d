package io.farrier.ome;

import java.time.Instant;

/**
 * Who says what of a host.
 *
 * @param about service-tag, model, system-id, address, or tag:site
 * @param source bmc, ome:NAME, or hub for what people and the CMDB wrote
 * @param value null: it says that it has none
 * @param at when it said so last; null: that is not known
 * @param holds whether the hub goes by it
 * @param why a sentence
 */
public record Claim(String about, String source, String value, Instant at, boolean holds, String why) {}
