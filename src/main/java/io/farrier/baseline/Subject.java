package io.farrier.baseline;

import java.util.Map;

/**
 * One installed component on one host, as far as a rule looks at it.
 *
 * @param model of the host, "PowerEdge R750"; null when it is not known
 * @param tags of the host
 * @param componentId null where the device has none for it; so the others
 * @param pci its PCI ids, {@code 8086:1572:1028:1F9C}
 * @param componentType BIOS, FRMW or APAC
 */
public record Subject(String model, Map<String, String> tags, String componentId, String pci, String componentType) {}
