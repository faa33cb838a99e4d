package io.farrier.lab;

import java.util.ArrayList;
import java.util.List;

/** Consecutive IPv4 addresses, those that end in .0 or .255 left out. */
final class Addresses {
    private Addresses() {}

    static List<String> from(String first, int count) {
        long address = 0;
        for (String part : first.split("\\.")) {
            address = address * 256 + Integer.parseInt(part);
        }
        List<String> addresses = new ArrayList<>(count);
        while (addresses.size() < count) {
            long last = address & 255;
            if (last != 0 && last != 255) {
                addresses.add(
                        "%d.%d.%d.%d".formatted(address >> 24, (address >> 16) & 255, (address >> 8) & 255, last));
            }
            address++;
        }
        return addresses;
    }
}
