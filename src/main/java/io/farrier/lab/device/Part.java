package io.farrier.lab.device;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.util.List;
import java.util.Optional;
import javax.xml.stream.XMLStreamReader;

/**
 * A kind of component, as {@code lab/models.json} lists it.
 *
 * @param componentId as the device shows it; "0" where it shows none and only the PCI ids tell
 * @param offeredAs the component id under which the vendor offers its packages, where the device shows "0"
 * @param type BIOS, FRMW or APAC
 * @param classId the device's internal class number, which is not the component id
 * @param fqdds one for each place it sits in; one package updates them all
 * @param title how a job names it; null: as {@code name}
 * @param versions oldest to newest
 * @param release the vendor's release id of the newest package; null: the vendor offers none
 * @param criticality 1 Recommended, 2 Urgent, 3 Optional
 * @param packageTypes what the vendor offers; null: LW64 and LLXP
 * @param current whether the inventory lists a {@code Current-} copy too
 * @param previous whether the device keeps a rollback image
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record Part(
        String key,
        String componentId,
        String offeredAs,
        String type,
        Kind kind,
        String classId,
        List<String> fqdds,
        String name,
        String title,
        Pci pci,
        List<String> versions,
        String release,
        int criticality,
        List<String> packageTypes,
        boolean current,
        boolean previous) {

    /** What decides how a part is updated and how long that takes. */
    public enum Kind {
        BIOS,
        IDRAC,
        LC,
        DIRECT,
        NIC,
        STORAGE,
        CPLD,
        PSU,
        OTHER;

        /** Updated while the host runs, without a reboot of it. */
        public boolean direct() {
            return this == IDRAC || this == LC || this == DIRECT;
        }
    }

    /** A PCI device's four ids, hexadecimal, upper case. */
    public record Pci(String vendor, String device, String subVendor, String subDevice) {
        /** A PCIInfo of the catalog's vocabulary. */
        static Pci of(XMLStreamReader xml) {
            return new Pci(
                    xml.getAttributeValue(null, "vendorID"),
                    xml.getAttributeValue(null, "deviceID"),
                    xml.getAttributeValue(null, "subVendorID"),
                    xml.getAttributeValue(null, "subDeviceID"));
        }

        public String quad() {
            return vendor + ":" + device + ":" + subVendor + ":" + subDevice;
        }
    }

    public Optional<Pci> pciIds() {
        return Optional.ofNullable(pci);
    }

    public String jobTitle() {
        return title == null ? name : title;
    }

    public boolean packaged() {
        return release != null;
    }

    public String newest() {
        return versions.get(versions.size() - 1);
    }

    /** The component id that the vendor's packages name. */
    public String packageComponentId() {
        return offeredAs == null ? componentId : offeredAs;
    }
}
