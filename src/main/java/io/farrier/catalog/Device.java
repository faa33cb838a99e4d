package io.farrier.catalog;

/**
 * A device that a package is for: by component id, by PCI quadruple, or by either.
 *
 * @param componentId Dell's number for the kind of device; null where only the PCI ids are given
 * @param vendorId four upper-case hex digits, as the three after it; all four or none
 */
public record Device(String componentId, String vendorId, String deviceId, String subvendorId, String subdeviceId) {

    public static Device component(String componentId) {
        return new Device(componentId, null, null, null, null);
    }

    /** The four PCI ids in a row, null where there are none. */
    public String quadruple() {
        return quadruple(vendorId, deviceId, subvendorId, subdeviceId);
    }

    /** The same as people write them, {@code 8086:1572:1028:1F9C}; null where there are none. */
    public String pci() {
        return quadruple() == null ? null : String.join(":", vendorId, deviceId, subvendorId, subdeviceId);
    }

    /** Null unless all four are there: a part of the quadruple names a family, not a device. */
    public static String quadruple(String vendorId, String deviceId, String subvendorId, String subdeviceId) {
        return vendorId == null || deviceId == null || subvendorId == null || subdeviceId == null
                ? null
                : vendorId + deviceId + subvendorId + subdeviceId;
    }
}
