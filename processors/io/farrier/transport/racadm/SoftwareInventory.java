package io.farrier.transport.racadm;

import io.farrier.transport.Failure;
import io.farrier.transport.Inventory;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * {@code racadm swinventory}: a block for each image, installed ({@code Current Version}), kept ({@code Rollback Version}) or only
 * uploaded ({@code Available Version}). It tells no component ids and no PCI ids; what the table does not name can't be compared
 * with a catalog.
 */
final class SoftwareInventory {

    /** Dell's component ids of what every server has, by the FQDD (PROTOCOLS 3.2, 5.2). */
    private static final Map<String, String> COMPONENTS = Map.of(
            "BIOS.Setup.1-1", "159",
            "iDRAC.Embedded.1-1", "25227",
            "USC.Embedded.1:LC.Embedded.1", "28897",
            "CPLD.Embedded.1", "27763",
            "Diagnostics.Embedded.1:LC.Embedded.1", "25806",
            "DriverPack.Embedded.1:LC.Embedded.1", "18981",
            "OSCollector.Embedded.1", "101734",
            "OSCollector.Embedded.1:LC.Embedded.1", "101734");

    private static final Map<String, String> TYPES =
            Map.of("BIOS", "BIOS", "FIRMWARE", "FRMW", "APPLICATION", "APAC", "DRIVER", "DRVR");

    private SoftwareInventory() {}

    private static List<Map<String, String>> blocks(String text) {
        List<Map<String, String>> blocks = Blocks.under("SOFTWARE INVENTORY", text);
        boolean whole = blocks.stream()
                .allMatch(block ->
                        block.containsKey("FQDD") && block.keySet().stream().anyMatch(key -> key.endsWith(" Version")));
        if (!whole) {
            throw new Failure("garbled", "An item of RACADM's SOFTWARE INVENTORY has no FQDD or no version");
        }
        return blocks;
    }

    /** What is installed. The ids are those of other transports, as far as they can be known. */
    static List<Inventory.Installed> installed(String text) {
        return blocks(text).stream()
                .filter(block -> block.containsKey("Current Version"))
                .map(SoftwareInventory::installed)
                .toList();
    }

    private static Inventory.Installed installed(Map<String, String> block) {
        String fqdd = block.get("FQDD");
        String component = COMPONENTS.get(fqdd);
        return new Inventory.Installed(
                (component == null ? "0" : component) + "__" + fqdd,
                fqdd,
                component,
                null,
                null,
                null,
                null,
                TYPES.get(block.get("ComponentType")),
                Blocks.known(block, "ElementName"),
                Blocks.known(block, "Current Version"),
                component != null,
                Blocks.known(block, "InstallationDate"));
    }

    /** The former version that the device has kept of an FQDD. */
    static Optional<String> kept(String text, String fqdd) {
        return blocks(text).stream()
                .filter(block -> fqdd.equals(block.get("FQDD")))
                .map(block -> Blocks.known(block, "Rollback Version"))
                .filter(version -> version != null)
                .findFirst();
    }
}
