package io.farrier.run;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * Where a run stands: the fold of its events.
 *
 * @param sha256 of what is in the hub's store, by the item's key
 * @param checked how the device was before anything was done to it; null: not looked yet
 * @param reset the last order to the host, null before the first
 * @param collectedBeforeReset when the device had last collected its inventory before we last restarted the host: as
 *     long as it says the same, its inventory is older than that restart
 * @param readBack the last reading of the batch that is being verified
 * @param waiting why it waits, and since when; null while the device answers as it should
 * @param logins refused logins while the BMC restarts because of us
 * @param clearing our staged jobs that are being removed
 * @param stillStaged our jobs that were seen not to have begun, after the window of a run that waits for a human
 * @param export how far its configuration is kept; null: nobody wants that
 * @param stand how it stands with the work that is on it; null: it needs no standstill
 * @param until when its window closes; null: none binds it
 * @param closed why nothing more is begun; null: there is time
 * @param minutes how long each batch should take on a real device
 * @param expiring jobs that were asked to lapse by themselves, whether the device can do that or not
 * @param last when the last event was appended
 */
public record Run(
        List<Item> items,
        String resetPolicy,
        Map<String, String> sha256,
        RunEvent.Checked checked,
        Reset reset,
        RunEvent.ReadBack readBack,
        Instant verifyingSince,
        Instant collectedBeforeReset,
        Waiting waiting,
        int logins,
        Clearing clearing,
        List<String> stillStaged,
        Export export,
        Stand stand,
        Instant until,
        String closed,
        Map<Integer, Integer> minutes,
        List<String> expiring,
        String cancel,
        String human,
        String ended,
        Instant last) {

    /** An order to the host. */
    record Reset(String kind, int batch, State state, Instant until, int times, Instant at) {
        enum State {
            INTENDED,
            ORDERED,
            REFUSED,
            ABSENT,
            /** It was seen to have come true; only of the order to go off again. */
            DONE
        }
    }

    /** @param tries how often it was to begin */
    record Export(String jid, int tries, Instant since, boolean settled) {}

    record Waiting(String code, String why, Instant since) {}

    record Clearing(List<String> jids, Instant until, boolean done) {}

    /** Whether all that is to come to the device is in the hub's store. */
    boolean filesReady() {
        return !sha256.isEmpty()
                || items.stream().allMatch(item -> item.promise().kept());
    }

    /** The batch that is being worked on: the first with an item that is not settled. */
    int batch() {
        return items.stream()
                .filter(item -> !item.phase().settled())
                .mapToInt(item -> item.promise().batch())
                .min()
                .orElse(-1);
    }

    List<Item> batch(int number) {
        return items.stream().filter(item -> item.promise().batch() == number).toList();
    }

    Item item(String key) {
        return items.stream().filter(item -> item.key().equals(key)).findFirst().orElseThrow();
    }

    /** The BMC restarts because of us: its own firmware was taken and is not proven yet. */
    boolean bmcRestarts() {
        return items.stream()
                .anyMatch(item -> item.promise().bmc()
                        && item.jid() != null
                        && !item.phase().settled());
    }

    /** Nothing of this batch that waits for the host's next start has moved: the host has not gone down. */
    boolean standsStill(int number) {
        return batch(number).stream()
                .filter(item -> !item.promise().direct())
                .allMatch(item -> item.phase() == Phase.STAGED);
    }

    /** Our jobs that the device would still apply by itself at its next start. */
    List<String> pendingJids() {
        return items.stream()
                .filter(item -> item.jid() != null && item.phase().pending())
                .map(Item::jid)
                .toList();
    }

    /** When a run that waits for a human has something to do all the same; null: it sleeps until somebody answers. */
    Instant wakes() {
        return human == null || ended != null || pendingJids().isEmpty() ? null : until;
    }

    boolean anyFailed() {
        return items.stream().anyMatch(item -> item.phase() == Phase.FAILED);
    }

    boolean hostWasOff() {
        return checked != null && "Off".equals(checked.power());
    }

    /** The batch number that stands for bringing the host back into the power state it had. */
    static final int RESTORE = Integer.MAX_VALUE;
}
