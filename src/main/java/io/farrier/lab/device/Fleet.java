package io.farrier.lab.device;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Collectors;

/**
 * Makes the lab's servers, the same ones for the same seed: of every eight one is current, of every 24 one has a BIOS newer
 * than the vendor's, the others are behind in one to four components; or all of them in one kind of part alone.
 */
public final class Fleet {
    private static final Duration AGE = Duration.ofDays(200);

    private final Models models;
    private final LabClock clock;
    private final Timing timing;
    private final long seed;
    private final Part.Kind behind;
    private final int older;
    private final Device.Account account;
    private final Store store;

    public Fleet(
            Models models,
            LabClock clock,
            Timing timing,
            long seed,
            Part.Kind behind,
            int older,
            String user,
            String password,
            Store store) {
        this.models = models;
        this.clock = clock;
        this.timing = timing;
        this.seed = seed;
        this.behind = behind;
        this.older = older;
        this.account = new Device.Account(user, password);
        this.store = store;
    }

    /** The n-th server, from 0, as it was left, else as it is delivered. */
    public Device device(int n, String address, int port) {
        Models.Model model = n < older
                ? models.older().get(n % models.older().size())
                : models.models().get(n % models.models().size());
        List<Part> parts = models.partsOf(model);
        Device.Plate plate = new Device.Plate(
                n,
                address,
                port,
                ServiceTag.of(seed, n),
                "b0:7b:25:%02x:%02x:%02x".formatted(n >> 8, n & 255, seed & 255),
                model);
        Optional<State> left = store.left(address)
                .filter(state -> state.serviceTag().equals(plate.tag().tag()));
        Device device = new Device(
                plate, parts, clock, timing, account, left.map(State::tally).orElseGet(Tally::new));
        if (left.isPresent()) {
            device.restore(left.get());
        } else {
            deliver(device, n, parts);
        }
        device.whenChanged(() -> store.changed(device));
        return device;
    }

    private void deliver(Device device, int n, List<Part> parts) {
        SplittableRandom random = new SplittableRandom(seed * 31 + n);
        Set<String> old = behind == null ? behind(n, parts, random) : behind(parts);
        Instant installed = clock.now().minus(AGE);
        Map<String, String> versions = new HashMap<>();
        for (Part part : parts) {
            if (part.kind() != Part.Kind.LC) {
                versions.put(part.key(), version(part, old.contains(part.key()), n, random));
            }
        }
        Part idrac = device.inventory().part(Part.Kind.IDRAC);
        for (Part part : parts) {
            String version = versions.get(part.kind() == Part.Kind.LC ? idrac.key() : part.key());
            device.inventory()
                    .put(new Component(
                            part.key(), version, version, previous(part, version), installed, names(part, device)));
        }
        device.inventory()
                .restore(
                        List.of(),
                        clock.now().minus(Duration.ofDays(30)),
                        clock.now().minus(Duration.ofDays(30)));
        device.host().restore(true, clock.now().minus(Duration.ofDays(30)));
        device.bmc().run(versions.get(idrac.key()), clock.now().minus(Duration.ofDays(60)));
    }

    /** Which parts are behind: BIOS and iDRAC most often, as in life. */
    private static Set<String> behind(int n, List<Part> parts, SplittableRandom random) {
        Set<String> behind = new HashSet<>();
        if (n % 8 == 5) {
            return behind;
        }
        Map<Part, Double> luck = new HashMap<>();
        for (Part part : parts) {
            if (part.packaged() && part.versions().size() > 1) {
                luck.put(part, random.nextDouble() * likelihood(part.kind()));
            }
        }
        luck.entrySet().stream()
                .sorted(Map.Entry.<Part, Double>comparingByValue(Comparator.reverseOrder())
                        .thenComparing(entry -> entry.getKey().key()))
                .limit(1 + random.nextInt(4))
                .forEach(entry -> behind.add(entry.getKey().key()));
        return behind;
    }

    private Set<String> behind(List<Part> parts) {
        return parts.stream()
                .filter(part -> part.kind() == behind
                        && part.packaged()
                        && part.versions().size() > 1)
                .map(Part::key)
                .collect(Collectors.toSet());
    }

    private static double likelihood(Part.Kind kind) {
        return switch (kind) {
            case BIOS -> 1.3;
            case IDRAC -> 1.0;
            case NIC -> 0.8;
            case STORAGE -> 0.6;
            case DIRECT, CPLD, PSU -> 0.4;
            case LC, OTHER -> 0;
        };
    }

    private String version(Part part, boolean old, int n, SplittableRandom random) {
        if (behind == null && part.kind() == Part.Kind.BIOS && n % 24 == 7) {
            return beyond(part.newest());
        }
        int newest = part.versions().size() - 1;
        return part.versions().get(old ? random.nextInt(newest) : newest);
    }

    /** A version that the vendor does not offer yet: the last number is one more. */
    private static String beyond(String version) {
        int dot = version.lastIndexOf('.');
        return version.substring(0, dot + 1) + (Integer.parseInt(version.substring(dot + 1)) + 1);
    }

    private static String previous(Part part, String version) {
        int at = part.versions().indexOf(version);
        return part.previous() && at > 0 ? part.versions().get(at - 1) : null;
    }

    private Map<String, String> names(Part part, Device device) {
        Map<String, String> names = new HashMap<>();
        List<String> places = new ArrayList<>(part.fqdds());
        for (int i = 0; i < places.size(); i++) {
            int n = device.plate().number();
            String name =
                    switch (part.kind()) {
                        case NIC ->
                            "%s - E4:3D:1A:%02X:%02X:%X%X"
                                    .formatted(
                                            part.name(),
                                            n >> 8,
                                            n & 255,
                                            Math.floorMod(part.key().hashCode(), 16),
                                            i);
                        case PSU -> part.name() + ".Slot." + (i + 1);
                        default ->
                            places.get(i).startsWith("Disk.") ? "PCIe SSD in Slot " + i + " in Bay 1" : part.name();
                    };
            names.put(places.get(i), name);
        }
        return names;
    }
}
