package io.farrier.lab.redfish;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.farrier.lab.device.Inventory;
import io.farrier.lab.device.Message;
import io.farrier.lab.device.Part;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** UpdateService and FirmwareInventory. */
final class InventoryResources {
    static final String PATH = "/redfish/v1/UpdateService/FirmwareInventory";
    private static final Pattern DIGITS = Pattern.compile("^\\d+");

    private InventoryResources() {}

    static void add(Routes routes) {
        routes.get(
                        "/redfish/v1/UpdateService",
                        call -> Template.fill(call.shape("update-service"), call.overlay("update-service"), Map.of()))
                .get(PATH, InventoryResources::members)
                .get(PATH + "/*", call -> software(call, member(call, call.hole(0))))
                .get(PATH + "/*/Oem/Dell/DellSoftwareInventory/*", InventoryResources::dell)
                .get(
                        "/redfish/v1/UpdateService/SoftwareInventory",
                        call -> Bodies.collection(
                                "/redfish/v1/UpdateService/SoftwareInventory",
                                "SoftwareInventoryCollection",
                                "Software Inventory Collection",
                                List.of()));
    }

    private static ObjectNode members(Call call) {
        return Bodies.collection(
                PATH,
                "SoftwareInventoryCollection",
                "Firmware Inventory Collection",
                call.device().inventory().members().stream()
                        .map(Inventory.Member::id)
                        .toList());
    }

    static Optional<Inventory.Member> find(Call call, String id) {
        return call.device().inventory().members().stream()
                .filter(member -> member.id().equals(id))
                .findFirst();
    }

    private static Inventory.Member member(Call call, String id) {
        return find(call, id)
                .orElseThrow(
                        () -> new Refused(404, Message.NOT_FOUND, call.request().path()));
    }

    private static ObjectNode software(Call call, Inventory.Member member) {
        Map<String, Object> values = values(member);
        values.put("dell", Template.fill("dell-software", values));
        return Template.fill(call.shape("software"), values);
    }

    private static ObjectNode dell(Call call) {
        Map<String, Object> values = values(member(call, call.hole(0)));
        if (!values.get("instance").equals(call.hole(1))) {
            throw new Refused(404, Message.NOT_FOUND, call.request().path());
        }
        return Template.fill("dell-software", values);
    }

    private static Map<String, Object> values(Inventory.Member member) {
        Part part = member.part();
        boolean installed = member.copy() == Inventory.Copy.INSTALLED;
        boolean bios = part.kind() == Part.Kind.BIOS;
        boolean hasPackage = bios || part.kind() == Part.Kind.IDRAC || part.kind() == Part.Kind.NIC;
        Map<String, Object> values = new HashMap<>();
        values.put("id", member.id());
        values.put("name", member.name());
        values.put("componentId", part.componentId());
        values.put("version", member.version());
        // Real iDRACs show a date for few components, and this for the others.
        values.put("releaseDate", hasPackage ? "2025-03-03T00:00:00Z" : "00:00:00Z");
        values.put("instance", member.instance().replace("#", "_0x23_"));
        values.put("classification", bios ? "BIOS/FCode" : "Firmware");
        values.put("type", part.type());
        values.put("hash", hasPackage ? hash(part.key() + member.version()) : null);
        values.put("installed", installed ? member.installed().toString().replaceAll("\\.\\d+Z", "Z") : "NA");
        values.put("status", installed ? "Installed" : "AvailableForInstallation");
        values.put("tpm", bios || part.pciIds().isPresent());
        values.put("deviceId", part.pciIds().map(Part.Pci::device).orElse(null));
        values.put("vendorId", part.pciIds().map(Part.Pci::vendor).orElse(null));
        values.put("subDeviceId", part.pciIds().map(Part.Pci::subDevice).orElse(null));
        values.put("subVendorId", part.pciIds().map(Part.Pci::subVendor).orElse(null));
        values.put(
                "identityType",
                part.pciIds().isPresent()
                        ? "OrgID:ComponentType:VendorID:DeviceID:SubVendorID:SubDeviceID"
                        : "OrgID:ComponentType:ComponentID");
        values.put(
                "identityValue",
                "DCIM:" + (bios ? "BIOS" : "firmware") + ":"
                        + part.pciIds().map(Part.Pci::quad).orElse(part.componentId()));
        String[] numbers = member.version().contains(".") ? member.version().split("[.-]") : new String[0];
        values.put("major", number(numbers, 0));
        values.put("minor", number(numbers, 1));
        values.put("revision", number(numbers, 2));
        values.put("build", number(numbers, 3));
        return values;
    }

    /** As iDRACs do: each part's leading digits; all null where the version has no parts. */
    private static Integer number(String[] parts, int at) {
        if (parts.length == 0) {
            return null;
        }
        Matcher digits = DIGITS.matcher(at < parts.length ? parts[at] : "");
        return digits.find() ? Integer.valueOf(digits.group()) : 0;
    }

    private static String hash(String of) {
        byte[] bytes = new byte[32];
        new SplittableRandom(of.hashCode()).nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }
}
