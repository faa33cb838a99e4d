package io.farrier.run;

import java.time.Instant;

/**
 * One promise and how far it has come.
 *
 * @param refusals how often the device was too busy to take it
 * @param sought how many looks have not found its job
 */
record Item(Promise promise, Order order, Stand stand, int refusals, int sought) {

    /**
     * Where it stands.
     *
     * @param jid the device's job for it
     * @param nothingToDo the device said so instead of taking it
     * @param why it failed
     * @param since when it came into this phase
     */
    record Stand(Phase phase, String jid, boolean nothingToDo, String why, Instant since) {

        static Stand open(Instant at) {
            return new Stand(Phase.OPEN, null, false, null, at);
        }

        Stand in(Phase next, Instant at) {
            return new Stand(next, jid, nothingToDo, why, next == phase ? since : at);
        }

        Stand since(Instant at) {
            return new Stand(phase, jid, nothingToDo, why, at);
        }

        Stand failed(String reason, Instant at) {
            return new Stand(Phase.FAILED, jid, nothingToDo, reason, at);
        }
    }

    static Item of(Promise promise, Instant at) {
        return new Item(promise, Order.NONE, Stand.open(at), 0, 0);
    }

    String key() {
        return promise.key();
    }

    Phase phase() {
        return stand.phase();
    }

    String jid() {
        return stand.jid();
    }

    boolean nothingToDo() {
        return stand.nothingToDo();
    }

    String why() {
        return stand.why();
    }

    Instant since() {
        return stand.since();
    }

    Item in(Phase next, Instant at) {
        return at(stand.in(next, at));
    }

    Item unclear(Instant at) {
        return new Item(promise, order.over(at), stand.in(Phase.INTENDED, at), refusals, sought);
    }

    Item intended(Order next, Instant at) {
        return new Item(promise, next, new Stand(Phase.INTENDED, null, false, null, at), refusals, 0);
    }

    Item accepted(String job, Instant at) {
        return new Item(promise, order, new Stand(Phase.DOWNLOADING, job, false, null, at), refusals, 0);
    }

    /** Nothing was done, and another way may do it. */
    Item refused(Instant at) {
        return again(Order.NONE, at);
    }

    /** It was asked to wait, and comes again the same way. */
    Item waits(Instant at) {
        return again(order.waits(), at);
    }

    /** Its job ended because the BMC could not get the file. */
    Item unfetched(Instant at) {
        return again(order.after(jid()), at);
    }

    private Item again(Order next, Instant at) {
        return new Item(promise, next, Stand.open(at), refusals + 1, 0);
    }

    Item claimedNothing(Instant at) {
        return new Item(promise, order, new Stand(Phase.CLAIMED, jid(), true, why(), at), refusals, 0);
    }

    /** The same, but its time in this phase begins anew. */
    Item since(Instant at) {
        return at(stand.since(at));
    }

    /** It is about to be given its time. */
    Item staging(Instant at) {
        return new Item(promise, order, stand.since(at), refusals + 1, sought);
    }

    /** A person has looked: it may be tried as often as at first. */
    Item anew(Instant at) {
        return new Item(promise, order, stand.since(at), 0, sought);
    }

    Item sought(int times) {
        return new Item(promise, order, stand, refusals, times);
    }

    Item failed(String reason, Instant at) {
        return at(stand.failed(reason, at));
    }

    private Item at(Stand next) {
        return new Item(promise, order, next, refusals, sought);
    }
}
