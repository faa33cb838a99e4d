package io.farrier.transport.racadm;

import io.farrier.transport.Failure;
import io.farrier.transport.FqddTable;
import io.farrier.transport.Inventory;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * {@code racadm swinventory}: a block for each image, installed ({@code Current Version}), kept ({@code Rollback Version}) or only
 * uploaded ({@code Available Version}). It tells no component ids and no PCI ids; what the table of FQDDs does not name can't be
 * compared with a catalog.
 */
final class SoftwareInventory {

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
    static List<Inventory.Installed> installed(String text, FqddTable table) {
        return blocks(text).stream()
                .filter(block -> block.containsKey("Current Version"))
                .map(block -> installed(block, table))
                .toList();
    }

    private static Inventory.Installed installed(Map<String, String> block, FqddTable table) {
        String fqdd = block.get("FQDD");
        String component = table.component(fqdd);
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
                Blocks.known(block, "InstallationDate"),
                component != null);
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
