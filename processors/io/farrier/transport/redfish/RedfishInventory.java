package io.farrier.transport.redfish;

import static io.farrier.transport.redfish.RedfishLogin.text;

import com.fasterxml.jackson.databind.JsonNode;
import io.farrier.transport.Ask;
import io.farrier.transport.Failure;
import io.farrier.transport.Inventory;
import io.farrier.transport.UpdateModes;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.springframework.stereotype.Component;

/**
 * What the server is and which firmware it holds: system, manager and the whole firmware inventory, page by page. Only
 * {@code Installed-} entries count: {@code Current-} repeats them, {@code Previous-} is the way back (PROTOCOLS 1.5).
 */
@Component("redfishInventory")
class RedfishInventory {

    private static final String SYSTEM = "redfishSystem";
    private static final String MANAGER = "redfishManager";
    private static final String FOUND = "redfishFound";
    private static final String MEMBERS = "redfishMembers";

    private final UpdateModes modes;

    RedfishInventory(UpdateModes modes) {
        this.modes = modes;
    }

    public void askSystem(Exchange exchange) {
        exchange.setProperty(RedfishDoor.REQUEST, RedfishRequest.get("/redfish/v1/Systems/System.Embedded.1"));
    }

    public void askManager(Exchange exchange, @ExchangeProperty(RedfishDoor.REPLY) RedfishReply system) {
        exchange.setProperty(SYSTEM, system.json());
        exchange.setProperty(RedfishDoor.REQUEST, RedfishRequest.get("/redfish/v1/Managers/iDRAC.Embedded.1"));
    }

    public void askService(Exchange exchange, @ExchangeProperty(RedfishDoor.REPLY) RedfishReply manager) {
        exchange.setProperty(MANAGER, manager.json());
        exchange.setProperty(RedfishDoor.REQUEST, RedfishRequest.get("/redfish/v1/UpdateService"));
    }

    /** In passing it is learned how a package can be brought to this device. */
    public void askFirmware(
            Exchange exchange,
            @ExchangeProperty(RedfishDoor.ASK) Ask ask,
            @ExchangeProperty(RedfishDoor.REPLY) RedfishReply reply) {
        RedfishOffer service = new RedfishOffer(reply.json());
        modes.offered(ask.bmc().hostId(), "redfish", service.offered());
        if (service.inventory() == null) {
            throw new Failure("SYS403", "The update service of " + ask.bmc() + " has no firmware inventory");
        }
        exchange.setProperty(FOUND, new ArrayList<Inventory.Installed>());
        exchange.setProperty(MEMBERS, new Members("The firmware inventory", id -> id.startsWith("Installed-")));
        exchange.setProperty(RedfishDoor.REQUEST, RedfishRequest.get(service.inventory() + "?$expand=*($levels=1)"));
    }

    /** Takes one page, or one member; false when it was the last, else the next is asked. */
    public boolean takePage(
            Exchange exchange,
            @ExchangeProperty(RedfishDoor.ASK) Ask ask,
            @ExchangeProperty(RedfishDoor.REPLY) RedfishReply page,
            @ExchangeProperty(MEMBERS) Members members,
            @ExchangeProperty(FOUND) List<Inventory.Installed> found) {
        for (JsonNode member : members.in(ask, page)) {
            String id = member.path("Id").asText("");
            if (id.startsWith("Installed-")) {
                found.add(installed(id, member));
            }
        }
        RedfishRequest next = members.next();
        exchange.setProperty(RedfishDoor.REQUEST, next);
        return next != null;
    }

    public Inventory read(
            @ExchangeProperty(RedfishDoor.ASK) Ask ask,
            @ExchangeProperty(SYSTEM) JsonNode system,
            @ExchangeProperty(MANAGER) JsonNode manager,
            @ExchangeProperty(FOUND) List<Inventory.Installed> found) {
        String tag = text(system, "/SKU");
        if (tag == null) {
            throw new Failure("unreadable", "The system of " + ask.bmc() + " has no SKU, which is its service tag");
        }
        JsonNode dell = system.at("/Oem/Dell/DellSystem");
        String bmcModel = text(manager, "/Model");
        return new Inventory(
                tag,
                text(system, "/Model"),
                generation(bmcModel),
                dell.path("SystemID").isInt()
                        ? String.format("%04X", dell.path("SystemID").asInt())
                        : null,
                bmcModel,
                text(manager, "/FirmwareVersion"),
                text(system, "/BiosVersion"),
                text(system, "/PowerState"),
                text(system, "/Status/HealthRollup"),
                text(system, "/HostName"),
                text(system, "/UUID"),
                null,
                instant(text(dell, "/LastSystemInventoryTime")),
                chassis(text(dell, "/ChassisServiceTag"), tag),
                branded(text(dell, "/IsOEMBranded")),
                List.copyOf(found));
    }

    /** A server that stands alone is its own chassis. */
    private static String chassis(String chassisTag, String tag) {
        return chassisTag == null || chassisTag.isBlank() || chassisTag.equalsIgnoreCase(tag) ? null : chassisTag;
    }

    /** It is written "True" or "False", a text; null where it is not there. */
    private static Boolean branded(String text) {
        return text == null ? null : Boolean.valueOf(text);
    }

    /** "15G Monolithic" → "15G"; never from a version: iDRAC10 begins at 1.x again. */
    private static String generation(String bmcModel) {
        return bmcModel != null && bmcModel.matches("\\d{2}G .*") ? bmcModel.substring(0, 3) : null;
    }

    private static Inventory.Installed installed(String id, JsonNode member) {
        JsonNode dell = member.at("/Oem/Dell/DellSoftwareInventory");
        int fqddAt = id.lastIndexOf("__");
        String fqdd = fqddAt < 0 ? null : id.substring(fqddAt + 2);
        String componentId = zeroIsNull(text(dell, "/ComponentID"), text(member, "/SoftwareId"));
        return new Inventory.Installed(
                (componentId == null ? "0" : componentId) + "__" + fqdd,
                fqdd,
                componentId,
                hex(dell, "/VendorID"),
                hex(dell, "/DeviceID"),
                hex(dell, "/SubVendorID"),
                hex(dell, "/SubDeviceID"),
                text(dell, "/ComponentType"),
                text(member, "/Name"),
                text(member, "/Version"),
                member.path("Updateable").asBoolean(false),
                text(dell, "/InstallationDate"));
    }

    private static String zeroIsNull(String first, String second) {
        String id = first == null ? second : first;
        return id == null || id.strip().equals("0") ? null : id.strip();
    }

    private static String hex(JsonNode dell, String pointer) {
        String value = text(dell, pointer);
        if (value == null || !value.matches("(0[xX])?[0-9A-Fa-f]{1,4}")) {
            return null;
        }
        String digits = value.replaceFirst("^0[xX]", "").toUpperCase(Locale.ROOT);
        return "0".repeat(4 - digits.length()) + digits;
    }

    private static Instant instant(String time) {
        try {
            return time == null ? null : OffsetDateTime.parse(time).toInstant();
        } catch (DateTimeParseException e) {
            return null;
        }
    }
}
