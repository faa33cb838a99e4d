package io.farrier.lab.redfish;

import static io.farrier.lab.redfish.Call.MANAGER;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.farrier.lab.device.Device;
import io.farrier.lab.device.Fault;
import io.farrier.lab.device.Inventory;
import io.farrier.lab.device.Message;
import io.farrier.lab.device.Part;
import io.farrier.lab.net.Response;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The iDRAC itself, its network, its attributes. */
final class ManagerResources {
    private static final String ATTRIBUTES = MANAGER + "/Oem/Dell/DellAttributes";
    private static final String LOCKDOWN = "Lockdown.1.SystemLockdown";
    private static final String CSIOR = "LCAttributes.1.CollectSystemInventoryOnRestart";

    private ManagerResources() {}

    static void add(Routes routes) {
        routes.get(
                        "/redfish/v1/Managers",
                        call -> Bodies.collection(
                                "/redfish/v1/Managers", "ManagerCollection", "Manager", List.of("iDRAC.Embedded.1")))
                .get(MANAGER, ManagerResources::manager)
                .get(
                        MANAGER + "/EthernetInterfaces",
                        call -> Bodies.collection(
                                MANAGER + "/EthernetInterfaces",
                                "EthernetInterfaceCollection",
                                "Ethernet Network Interface Collection",
                                List.of("NIC.1")))
                .get(MANAGER + "/EthernetInterfaces/NIC.1", call -> Template.fill("ethernet", values(call)))
                .get(MANAGER + "/NetworkProtocol", call -> Template.fill("network-protocol", values(call)))
                .get(MANAGER + "/Oem/Dell/DelliDRACCard/iDRAC.Embedded.1-1_0x23_IDRACinfo", ManagerResources::card)
                .get(
                        ATTRIBUTES,
                        call -> Bodies.collection(
                                ATTRIBUTES,
                                "DellAttributesCollection",
                                "Dell Attributes Collection",
                                List.of("iDRAC.Embedded.1", "System.Embedded.1", "LifecycleController.Embedded.1")))
                .get(MANAGER + "/Oem/Dell/DellLicenses", ManagerResources::licences)
                .get(
                        ATTRIBUTES + "/iDRAC.Embedded.1",
                        call -> attributes("iDRAC.Embedded.1", "iDRACAttributes", idrac(call)))
                .get(
                        ATTRIBUTES + "/System.Embedded.1",
                        call -> attributes("System.Embedded.1", "SystemAttributes", system(call)))
                .get(
                        ATTRIBUTES + "/LifecycleController.Embedded.1",
                        call -> attributes("LifecycleController.Embedded.1", "LCAttributes", lifecycle(call)))
                .on("PATCH", ATTRIBUTES + "/iDRAC.Embedded.1", call -> change(call, LOCKDOWN))
                .on("PATCH", ATTRIBUTES + "/LifecycleController.Embedded.1", call -> change(call, CSIOR));
    }

    private static ObjectNode manager(Call call) {
        List<ObjectNode> images = call.device().inventory().members().stream()
                .filter(member -> member.part().kind() == Part.Kind.IDRAC)
                .map(member -> Bodies.link(InventoryResources.PATH + "/" + member.id()))
                .toList();
        Map<String, Object> values = values(call);
        values.put("card", card(call));
        values.put("images", images);
        values.put("imageCount", images.size());
        values.put(
                "activeImage",
                call.device().inventory().members().stream()
                        .filter(member -> member.part().kind() == Part.Kind.IDRAC)
                        .filter(member -> member.copy() == Inventory.Copy.INSTALLED)
                        .findFirst()
                        .orElseThrow()
                        .id());
        ObjectNode manager = Template.fill(call.shape("manager"), call.overlay("manager"), values);
        ProfileActions.offer(call.device(), manager);
        return manager;
    }

    private static ObjectNode card(Call call) {
        return Template.fill("card", values(call));
    }

    private static Map<String, Object> values(Call call) {
        Device device = call.device();
        Map<String, Object> values = new HashMap<>();
        values.put("now", Bodies.time(device.clock().now()));
        values.put("firmware", device.bmc().firmware());
        values.put("started", Bodies.time(device.bmc().started()));
        values.put("generation", device.model().generation());
        values.put("platformGuid", device.plate().tag().platformGuid());
        values.put("tag", device.plate().tag().tag());
        values.put("mac", device.plate().mac());
        values.put("address", device.address());
        values.put("port", device.plate().port());
        values.put("collected", Bodies.time(device.inventory().collected()));
        values.put("updated", Bodies.time(device.inventory().updated()));
        return values;
    }

    /** As a recorded R750 has it, with its members in full. */
    private static ObjectNode licences(Call call) {
        Device device = call.device();
        String path = MANAGER + "/Oem/Dell/DellLicenses";
        ObjectNode licences = Bodies.collection(path, "DellLicenseCollection", "DellLicenseCollection", List.of());
        if (!device.faults().has(Fault.UNLICENSED)) {
            String id = "FD%014d".formatted(device.plate().number());
            ObjectNode licence = licences.withArray("/Members").addObject();
            licence.put("@odata.id", path + "/" + id);
            licence.put("Id", id).put("EntitlementID", id).put("Name", "DellLicense");
            licence.putArray("LicenseDescription").add("iDRAC " + device.model().generation() + " Enterprise License");
            licence.put("LicensePrimaryStatus", "OK").put("LicenseType", "Perpetual");
            licences.put("Members@odata.count", 1);
        }
        return licences;
    }

    private static ObjectNode attributes(String target, String id, Map<String, Object> attributes) {
        return Template.fill("attributes", Map.of("target", target, "id", id, "attributes", attributes));
    }

    private static Map<String, Object> idrac(Call call) {
        Map<String, Object> attributes = new LinkedHashMap<>();
        attributes.put("WebServer.1.MaxNumberOfSessions", 8);
        attributes.put("WebServer.1.Timeout", 1800);
        attributes.put("IPBlocking.1.FailCount", 3);
        attributes.put("IPBlocking.1.FailWindow", 60);
        attributes.put("IPBlocking.1.PenaltyTime", 60);
        attributes.put(LOCKDOWN, call.device().lockdown() ? "Enabled" : "Disabled");
        attributes.put("Info.1.ServerGen", call.device().model().generation());
        attributes.put("Info.1.Type", call.device().model().generation() + " Monolithic");
        attributes.put("Info.1.Version", call.device().bmc().firmware());
        attributes.put("Redfish.1.Enable", "Enabled");
        return attributes;
    }

    private static Map<String, Object> system(Call call) {
        return Map.of("ServerInfo.1.ServiceTag", call.device().plate().tag().tag(), "ServerInfo.1.ServerType", "Rack");
    }

    private static Map<String, Object> lifecycle(Call call) {
        Map<String, Object> attributes = new LinkedHashMap<>();
        attributes.put("LCAttributes.1.AutoUpdate", "Disabled");
        attributes.put(CSIOR, call.device().faults().has(Fault.CSIOR_OFF) ? "Disabled" : "Enabled");
        attributes.put("LCAttributes.1.LifecycleControllerState", "Enabled");
        attributes.put("LCAttributes.1.SystemID", call.device().model().catalogSystemId());
        return attributes;
    }

    /** The one attribute of each target that can be written here; everything else is refused. */
    private static Response change(Call call, String attribute) {
        JsonNode given = call.body().path("Attributes");
        for (var field : given.properties()) {
            if (!field.getKey().equals(attribute)) {
                throw new Refused(400, Message.PROPERTY_UNKNOWN, field.getKey());
            }
        }
        String value = given.path(attribute).asText();
        if (!value.equals("Enabled") && !value.equals("Disabled")) {
            throw new Refused(400, Message.BAD_VALUE);
        }
        if (attribute.equals(LOCKDOWN)) {
            call.device().lockdown(value.equals("Enabled"));
        } else if (call.device().lockdown()) {
            throw new Refused(403, Message.LOCKED_DOWN);
        } else {
            call.device().fault(Fault.CSIOR_OFF, value.equals("Disabled"), null);
        }
        return Bodies.json(200, Bodies.info(call.device(), Message.OK));
    }
}
