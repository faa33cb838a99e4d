package io.farrier.run;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * One promise and how far it has come.
 *
 * @param path the one-time path of its last intent; null where the hub sent the package
 * @param sendable the device would take the package from the hub too, should it fail to fetch it
 * @param until the lease of that intent
 * @param jidsBefore the device's jobs before that intent
 * @param nothingToDo the device said so instead of taking it
 * @param refusals how often the device was too busy to take it
 * @param sought how many looks have not found its job
 * @param why it failed
 * @param since when it came into this phase
 */
record Item(
        Promise promise,
        Phase phase,
        String transport,
        String path,
        boolean sendable,
        Instant until,
        List<String> jidsBefore,
        String jid,
        boolean nothingToDo,
        int refusals,
        int sought,
        String why,
        Instant since) {

    static Item of(Promise promise, Instant at) {
        return new Item(promise, Phase.OPEN, null, null, false, null, List.of(), null, false, 0, 0, null, at);
    }

    /** The hub sent the package; the BMC had nothing to fetch. */
    boolean sent() {
        return path == null;
    }

    String key() {
        return promise.key();
    }

    Item in(Phase next, Instant at) {
        return new Item(
                promise,
                next,
                transport,
                path,
                sendable,
                until,
                jidsBefore,
                jid,
                nothingToDo,
                refusals,
                sought,
                why,
                next == phase ? since : at);
    }

    /** The request has ended without an answer, so it is not on its way any more. */
    Item unclear(Instant at) {
        return new Item(
                promise,
                Phase.INTENDED,
                transport,
                path,
                sendable,
                until != null && until.isBefore(at) ? until : at,
                jidsBefore,
                jid,
                nothingToDo,
                refusals,
                sought,
                why,
                since);
    }

    Item intended(String by, String link, boolean otherwise, Instant lease, List<String> jids, Instant at) {
        return new Item(promise, Phase.INTENDED, by, link, otherwise, lease, jids, null, false, refusals, 0, null, at);
    }

    Item accepted(String job, Instant at) {
        return new Item(
                promise, Phase.DOWNLOADING, transport, path, sendable, until, jidsBefore, job, false, refusals, 0, null, at);
    }

    Item refused(Instant at) {
        return new Item(promise, Phase.OPEN, null, null, false, null, List.of(), null, false, refusals + 1, 0, null, at);
    }

    /** Its job ended because the BMC could not get the file. That job is no answer to what is intended next. */
    Item unfetched(Instant at) {
        List<String> before = new ArrayList<>(jidsBefore);
        before.add(jid);
        return new Item(
                promise, Phase.OPEN, null, null, false, null, before, null, false, refusals + 1, 0, null, at);
    }

    Item claimedNothing(Instant at) {
        return new Item(promise, Phase.CLAIMED, transport, path, sendable, until, jidsBefore, jid, true, refusals, 0, why, at);
    }

    /** The same, but its time in this phase begins anew. */
    Item since(Instant at) {
        return new Item(
                promise, phase, transport, path, sendable, until, jidsBefore, jid, nothingToDo, refusals, sought, why, at);
    }

    /** It is about to be given its time. */
    Item staging(Instant at) {
        return refusals(refusals + 1).since(at);
    }

    /** A person has looked: it may be tried as often as at first. */
    Item anew(Instant at) {
        return refusals(0).since(at);
    }

    private Item refusals(int times) {
        return new Item(
                promise, phase, transport, path, sendable, until, jidsBefore, jid, nothingToDo, times, sought, why, since);
    }

    Item sought(int times) {
        return new Item(
                promise, phase, transport, path, sendable, until, jidsBefore, jid, nothingToDo, refusals, times, why, since);
    }

    Item failed(String reason, Instant at) {
        return new Item(
                promise,
                Phase.FAILED,
                transport,
                path,
                sendable,
                until,
                jidsBefore,
                jid,
                nothingToDo,
                refusals,
                sought,
                reason,
                at);
    }
}
