package io.farrier.plan;

import java.util.ArrayList;
import java.util.List;

/** Which host goes in which wave: the sizes in their order, and what is left in a last one. */
final class Waves {

    private Waves() {}

    /**
     * The size of each wave, together all the hosts; no wave is empty.
     *
     * @param sizes "2" or "25%" of all, rounded up
     */
    static List<Integer> sizes(List<String> sizes, int hosts) {
        List<Integer> waves = new ArrayList<>();
        int left = hosts;
        for (String size : sizes) {
            int wanted = size.endsWith("%")
                    ? (hosts * Integer.parseInt(size.substring(0, size.length() - 1)) + 99) / 100
                    : Integer.parseInt(size);
            int wave = Math.min(left, wanted);
            if (wave > 0) {
                waves.add(wave);
            }
            left -= wave;
        }
        if (left > 0) {
            waves.add(left);
        }
        return waves;
    }

    /** The wave, from 1, of the host at a place, from 0. */
    static int of(int place, List<Integer> sizes) {
        int end = 0;
        for (int wave = 0; wave < sizes.size(); wave++) {
            end += sizes.get(wave);
            if (place < end) {
                return wave + 1;
            }
        }
        throw new IllegalArgumentException("There is no wave for place " + place);
    }
}
