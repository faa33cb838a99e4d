package io.farrier.plan;

import io.farrier.run.Promise;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * A host of a plan and what is promised for it.
 *
 * @param expected how long its run should take, on a real device
 * @param longest that it should be done within, with a probability of about 95 %
 * @param reset graceful or force
 * @param quiesce the kind that brings it to a standstill; null: it is restarted as it is, as its policy allows
 * @param profile its configuration is kept before anything is done to it
 * @param minutes of each batch, by its number
 */
public record Target(
        long hostId,
        String label,
        int wave,
        Place place,
        List<Promise> promises,
        Duration expected,
        Duration longest,
        String reset,
        String quiesce,
        boolean profile,
        Map<Integer, Integer> minutes,
        Forecast forecast) {

    /**
     * What the run will cost, as far as it is known before.
     *
     * @param transport that will be asked first, with the reason
     * @param restarts of the host
     * @param bytes that have to come to its BMC; null where a catalog does not say
     * @param because by setting, where what is wanted of it comes from, if not from the plan
     * @param risks in words
     * @param back for each component, in words, how it could be brought back to what it holds now, "no way back" included
     */
    public record Forecast(
            String transport,
            int restarts,
            Long bytes,
            Map<String, String> because,
            List<String> risks,
            List<String> back) {}

    Target in(int number) {
        return new Target(
                hostId, label, number, place, promises, expected, longest, reset, quiesce, profile, minutes, forecast);
    }
}
