/** Answers out: who subscribed is told what happens, from the ledger, in order and at least once. */
package io.farrier.answer;
