package io.farrier.transport.racadm;

import io.farrier.transport.Failure;
import io.farrier.transport.Inventory;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** {@code racadm getsysinfo}: what the server is. It tells neither its generation nor its system id. */
final class SystemInformation {

    private SystemInformation() {}

    static Inventory inventory(String text, List<Inventory.Installed> components) {
        Map<String, String> told = Blocks.pairs(text);
        String serviceTag = Blocks.known(told, "Service Tag");
        if (serviceTag == null || !told.containsKey("Power Status")) {
            throw new Failure("garbled", "RACADM's getsysinfo tells no service tag or no power status");
        }
        return new Inventory(
                serviceTag,
                Blocks.known(told, "System Model"),
                null,
                null,
                null,
                Blocks.known(told, "Firmware Version"),
                Blocks.known(told, "System BIOS Version"),
                power(told.get("Power Status")),
                null,
                Blocks.known(told, "Host Name"),
                null,
                mac(Blocks.known(told, "MAC Address")),
                null,
                components);
    }

    /** On or Off as Redfish writes it; null for another word. */
    static String power(String word) {
        return switch (word.strip().toUpperCase(Locale.ROOT)) {
            case "ON" -> "On";
            case "OFF" -> "Off";
            default -> null;
        };
    }

    private static String mac(String mac) {
        return mac == null ? null : mac.toLowerCase(Locale.ROOT);
    }
}
