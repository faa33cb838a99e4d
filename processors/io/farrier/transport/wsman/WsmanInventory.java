package io.farrier.transport.wsman;

import io.farrier.transport.Ask;
import io.farrier.transport.Failure;
import io.farrier.transport.Inventory;
import io.farrier.transport.Xml;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.springframework.stereotype.Component;

/**
 * What the server is and which firmware it holds: DCIM_SystemView and DCIM_SoftwareIdentity. Only INSTALLED identities count, as
 * over Redfish; their ids, names and versions are the same there.
 */
@Component("wsmanInventory")
class WsmanInventory {

    static final String SOFTWARE = "DCIM_SoftwareIdentity";
    static final String INSTALLED = "DCIM:INSTALLED#";
    static final String PREVIOUS = "DCIM:PREVIOUS#";

    private static final String SYSTEM = "wsmanSystem";

    /** CIM's time: 20260131235959.000000-060, the last three are minutes from UTC (DSP0004). */
    private static final Pattern TIME = Pattern.compile("(\\d{14})\\.\\d{6}([+-]\\d{3})");

    private static final DateTimeFormatter SECONDS = DateTimeFormatter.ofPattern("yyyyMMddHHmmss");

    public void askSystem(Exchange exchange) {
        exchange.setProperty(WsmanList.CLASS, "DCIM_SystemView");
    }

    public void askSoftware(
            Exchange exchange,
            @ExchangeProperty(WsmanDoor.ASK) Ask ask,
            @ExchangeProperty(WsmanList.FOUND) List<Xml> systems) {
        Xml system = systems.stream()
                .filter(view -> view.value("ServiceTag") != null)
                .findFirst()
                .orElseThrow(() ->
                        new Failure("unreadable", "The system of " + ask.bmc() + " tells no service tag over WS-MAN"));
        exchange.setProperty(SYSTEM, system);
        exchange.setProperty(WsmanList.CLASS, SOFTWARE);
    }

    public Inventory read(
            @ExchangeProperty(SYSTEM) Xml system, @ExchangeProperty(WsmanList.FOUND) List<Xml> identities) {
        return inventory(system, identities);
    }

    static Inventory inventory(Xml system, List<Xml> identities) {
        List<Inventory.Installed> components = identities.stream()
                .filter(WsmanInventory::isInstalled)
                .map(WsmanInventory::installed)
                .toList();
        String bmcModel = system.value("SystemGeneration");
        String bmcVersion = components.stream()
                .filter(component ->
                        component.fqdd() != null && component.fqdd().startsWith("iDRAC.Embedded"))
                .map(Inventory.Installed::version)
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(system.value("LifecycleControllerVersion"));
        return new Inventory(
                system.value("ServiceTag"),
                system.value("Model"),
                bmcModel != null && bmcModel.matches("\\d{2}G .*") ? bmcModel.substring(0, 3) : null,
                systemId(system.value("SystemID")),
                bmcModel,
                bmcVersion,
                system.value("BIOSVersionString"),
                word(system.value("PowerState"), "2", "On", "8", "Off"),
                word(system.value("RollupStatus"), "1", "OK", "2", "Warning", "3", "Critical"),
                system.value("HostName"),
                system.value("UUID"),
                null,
                instant(system.value("LastSystemInventoryTime")),
                components);
    }

    static boolean isInstalled(Xml identity) {
        return is(identity, INSTALLED);
    }

    /** Whether it is one of those whose ids begin so. */
    static boolean is(Xml identity, String prefix) {
        String id = identity.value("InstanceID");
        return id != null && id.startsWith(prefix);
    }

    private static Inventory.Installed installed(Xml identity) {
        String fqdd = fqdd(identity);
        String componentId = componentId(identity);
        return new Inventory.Installed(
                inventoryId(identity),
                fqdd,
                componentId,
                hex(identity.value("VendorID")),
                hex(identity.value("DeviceID")),
                hex(identity.value("SubVendorID")),
                hex(identity.value("SubDeviceID")),
                identity.value("ComponentType"),
                identity.value("ElementName"),
                identity.value("VersionString"),
                "true".equalsIgnoreCase(identity.value("Updateable")),
                identity.value("InstallationDate"));
    }

    /** The same id as over Redfish: component id and FQDD. */
    static String inventoryId(Xml identity) {
        String componentId = componentId(identity);
        return (componentId == null ? "0" : componentId) + "__" + fqdd(identity);
    }

    private static String componentId(Xml identity) {
        String id = identity.value("ComponentID");
        return "0".equals(id) ? null : id;
    }

    /**
     * Old firmware has no FQDD of its own in the class; the instance's id holds it: {@code #701__NIC.Slot.3-1-1},
     * {@code #301_C_RAID.SL.3-1}, {@code #iDRAC.Embedded.1-1#IDRACinfo}.
     */
    private static String fqdd(Xml identity) {
        String fqdd = identity.value("FQDD");
        String id = identity.value("InstanceID").replaceFirst("^[^#]*#", "");
        return fqdd != null ? fqdd : id.replaceFirst("#.*", "").replaceFirst("^\\w+?(__|_C_)", "");
    }

    private static String systemId(String decimal) {
        return decimal != null && decimal.matches("\\d{1,5}") ? String.format("%04X", Integer.parseInt(decimal)) : null;
    }

    private static String hex(String value) {
        if (value == null || !value.matches("(0[xX])?[0-9A-Fa-f]{1,4}")) {
            return null;
        }
        String digits = value.replaceFirst("^0[xX]", "").toUpperCase(Locale.ROOT);
        return "0".repeat(4 - digits.length()) + digits;
    }

    /** What a number stands for; null for one that is not listed. */
    static String word(String number, String... words) {
        for (int i = 0; i < words.length; i += 2) {
            if (words[i].equals(number)) {
                return words[i + 1];
            }
        }
        return null;
    }

    private static Instant instant(String cim) {
        Matcher time = TIME.matcher(cim == null ? "" : cim);
        if (!time.matches()) {
            return null;
        }
        try {
            return LocalDateTime.parse(time.group(1), SECONDS)
                    .minusMinutes(Integer.parseInt(time.group(2)))
                    .toInstant(ZoneOffset.UTC);
        } catch (DateTimeException e) {
            return null;
        }
    }
}
