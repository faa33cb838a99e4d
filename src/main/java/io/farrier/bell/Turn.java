package io.farrier.bell;

import java.time.Instant;

/**
 * A turn that was claimed: until its lease ends nobody else acts on this thing.
 *
 * @param turn the number that the claim set; what is recorded holds only while the row still has it
 * @param now the database's time at the claim, the only time that decisions see
 * @param stumbles how many turns in a row have thrown before this one
 * @param seq the place of the last event of its story at the claim; 0 for a kind that keeps none
 */
public record Turn(Kind kind, long id, long turn, String worker, Instant now, int stumbles, int seq) {}
