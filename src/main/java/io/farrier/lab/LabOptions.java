package io.farrier.lab;

import io.farrier.lab.device.Fault;
import io.farrier.lab.device.Part;
import io.farrier.lab.device.Timing;
import io.farrier.lab.vcenter.Clusters;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;

/** Reads {@link LabSettings} from a command line and system properties; the command line wins. */
public final class LabOptions {
    private static final String PREFIX = "farrier.lab.";
    private static final Set<String> NAMES = Set.of(
            "size",
            "chassis",
            "speed",
            "first-address",
            "https-port",
            "ssh-port",
            "ipmi-port",
            "site-address",
            "vendor-port",
            "control-port",
            "user",
            "password",
            "data-dir",
            "seed",
            "site-ca",
            "job-takes",
            "behind",
            "older",
            "clusters",
            "cluster-hosts",
            "cluster-vms",
            "cluster-vsan",
            "faults",
            "device-faults");

    private LabOptions() {}

    /** @throws IllegalArgumentException with a sentence that says what to change */
    public static LabSettings read(String[] args, Properties properties) {
        Map<String, String> given = new HashMap<>();
        properties.stringPropertyNames().stream()
                .filter(name -> name.startsWith(PREFIX))
                .forEach(name -> given.put(name.substring(PREFIX.length()), properties.getProperty(name)));
        for (String arg : args) {
            int equals = arg.indexOf('=');
            if (!arg.startsWith("--") || equals < 0) {
                throw new IllegalArgumentException("\"" + arg + "\" is not of the form --name=value. " + names());
            }
            given.put(arg.substring(2, equals), arg.substring(equals + 1));
        }
        return of(given);
    }

    /**
     * @param given values by name, as {@code docs/lab.md} lists them; what is not given is as usual
     * @throws IllegalArgumentException with a sentence that says what to change
     */
    public static LabSettings of(Map<String, String> given) {
        given.keySet().stream()
                .filter(name -> !NAMES.contains(name))
                .findFirst()
                .ifPresent(name -> {
                    throw new IllegalArgumentException("The lab has no setting \"" + name + "\". " + names());
                });
        LabSettings usual = LabSettings.usual();
        Timing timing = given.containsKey("job-takes")
                ? usual.timing().withJobTakes(Duration.ofMillis((long) (number(given, "job-takes", 0) * 1000)))
                : usual.timing();
        return new LabSettings(
                (int) number(given, "size", usual.size()),
                (int) number(given, "chassis", usual.chassis()),
                number(given, "speed", usual.speed()),
                given.getOrDefault("first-address", usual.firstAddress()),
                (int) number(given, "https-port", usual.httpsPort()),
                (int) number(given, "ssh-port", usual.sshPort()),
                (int) number(given, "ipmi-port", usual.ipmiPort()),
                given.getOrDefault("site-address", usual.siteAddress()),
                (int) number(given, "vendor-port", usual.vendorPort()),
                (int) number(given, "control-port", usual.controlPort()),
                given.getOrDefault("user", usual.user()),
                given.getOrDefault("password", usual.password()),
                given.containsKey("data-dir") ? Path.of(given.get("data-dir")) : null,
                (long) number(given, "seed", usual.seed()),
                behind(given.get("behind")),
                (int) number(given, "older", usual.older()),
                clusters(given, usual.clusters()),
                Boolean.parseBoolean(given.getOrDefault("site-ca", "false")),
                timing,
                faults(given.getOrDefault("faults", "")),
                deviceFaults(given.getOrDefault("device-faults", "")));
    }

    private static Clusters clusters(Map<String, String> given, Clusters usual) {
        return new Clusters(
                (int) number(given, "clusters", usual.count()),
                (int) number(given, "cluster-hosts", usual.hosts()),
                (int) number(given, "cluster-vms", usual.vms()),
                Boolean.parseBoolean(given.getOrDefault("cluster-vsan", "false")));
    }

    private static Part.Kind behind(String kind) {
        if (kind == null) {
            return null;
        }
        return Arrays.stream(Part.Kind.values())
                .filter(known -> known.name().equalsIgnoreCase(kind))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("Servers can be behind in one of "
                        + Arrays.toString(Part.Kind.values()) + ", not in \"" + kind + "\"."));
    }

    private static String names() {
        return "The settings are " + String.join(", ", NAMES.stream().sorted().toList()) + ".";
    }

    private static double number(Map<String, String> given, String name, double otherwise) {
        try {
            return given.containsKey(name) ? Double.parseDouble(given.get(name)) : otherwise;
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                    "The setting " + name + " is a number, not \"" + given.get(name) + "\".");
        }
    }

    /** {@code slow=0.1,lockdown=0.05} */
    private static Map<Fault, Double> faults(String text) {
        Map<Fault, Double> faults = new EnumMap<>(Fault.class);
        for (String[] pair : pairs(text)) {
            faults.put(Fault.of(pair[0]), number(Map.of(pair[0], pair[1]), pair[0], 0));
        }
        return faults;
    }

    /** {@code 127.20.0.3=slow+lockdown,127.20.0.4=csior-off} */
    private static Map<String, List<Fault>> deviceFaults(String text) {
        Map<String, List<Fault>> faults = new HashMap<>();
        for (String[] pair : pairs(text)) {
            List<Fault> own = new ArrayList<>();
            for (String word : pair[1].split("\\+")) {
                own.add(Fault.of(word));
            }
            faults.put(pair[0], own);
        }
        return faults;
    }

    private static List<String[]> pairs(String text) {
        List<String[]> pairs = new ArrayList<>();
        for (String item : text.isBlank() ? new String[0] : text.split(",")) {
            String[] pair = item.strip().split("=", 2);
            if (pair.length != 2) {
                throw new IllegalArgumentException("\"" + item + "\" is not of the form name=value.");
            }
            pairs.add(pair);
        }
        return pairs;
    }
}
