package io.farrier.lab.redfish;

import static io.farrier.lab.redfish.Call.CHASSIS;
import static io.farrier.lab.redfish.Call.SYSTEM;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.farrier.lab.device.Device;
import io.farrier.lab.device.Fault;
import io.farrier.lab.device.Part;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The server and its chassis. */
final class SystemResources {
    private SystemResources() {}

    static void add(Routes routes) {
        routes.get(
                        "/redfish/v1/Systems",
                        call -> Bodies.collection(
                                "/redfish/v1/Systems",
                                "ComputerSystemCollection",
                                "Computer System Collection",
                                List.of("System.Embedded.1")))
                .get(SYSTEM, SystemResources::system)
                .get(SYSTEM + "/Bios/Settings", SystemResources::settings)
                .get(SYSTEM + "/Bios", call -> Template.fill("bios", values(call)))
                .get(SYSTEM + "/Oem/Dell/DellSystem/System.Embedded.1", SystemResources::dellSystem)
                .get(
                        "/redfish/v1/Chassis",
                        call -> Bodies.collection(
                                "/redfish/v1/Chassis",
                                "ChassisCollection",
                                "Chassis Collection",
                                List.of("System.Embedded.1")))
                .get(CHASSIS, SystemResources::chassis);
    }

    private static ObjectNode system(Call call) {
        Map<String, Object> values = values(call);
        values.put("dellSystem", dellSystem(call));
        ObjectNode system = Template.fill(call.shape("system"), call.overlay("system"), values);
        system.withObject("/Status").put("HealthRollup", health(call.device()));
        if (call.device().faults().has(Fault.NO_TPM)) {
            system.putArray("TrustedModules");
            system.put("TrustedModules@odata.count", 0);
        }
        return system;
    }

    private static String health(Device device) {
        return device.faults().has(Fault.SICK)
                ? "Critical"
                : device.faults().has(Fault.POWER_SUPPLY_LOST) ? "Warning" : "OK";
    }

    private static ObjectNode settings(Call call) {
        Map<String, Object> pending =
                call.device().faults().has(Fault.SETTINGS_PENDING) ? Map.of("LogicalProc", "Disabled") : Map.of();
        ObjectNode settings = Template.fill("bios", values(call));
        settings.put("@odata.id", SYSTEM + "/Bios/Settings");
        settings.put("Id", "Settings");
        settings.put("Name", "BIOS Configuration Pending Settings");
        settings.set("Attributes", Template.JSON.valueToTree(pending));
        return settings;
    }

    private static ObjectNode chassis(Call call) {
        ObjectNode chassis = Template.fill("chassis", values(call));
        if (PowerActions.cyclesPower(call.device())) {
            ObjectNode action = chassis.withObject("/Actions/Oem/#DellOemChassis.ExtendedReset");
            action.put("target", PowerActions.EXTENDED_RESET);
            action.putArray("ResetType@Redfish.AllowableValues").add("PowerCycle");
            action.putArray("FinalPowerState@Redfish.AllowableValues").add("On").add("Off");
        }
        return chassis;
    }

    private static ObjectNode dellSystem(Call call) {
        ObjectNode dell = Template.fill("dell-system", call.overlay("dell-system"), values(call));
        if (call.device().faults().has(Fault.POWER_SUPPLY_LOST)) {
            dell.put("PSRollupStatus", "Degraded");
        }
        return dell;
    }

    private static Map<String, Object> values(Call call) {
        Device device = call.device();
        Map<String, Object> values = new HashMap<>();
        values.put("tag", device.plate().tag().tag());
        values.put("uuid", device.plate().tag().uuid());
        values.put("smbiosGuid", device.plate().tag().smbiosGuid());
        values.put("platformGuid", device.plate().tag().platformGuid());
        values.put("expressServiceCode", device.plate().tag().expressServiceCode());
        values.put("number", "%06d".formatted(device.plate().number()));
        values.put("model", device.model().model());
        values.put("generation", device.model().generation());
        values.put("systemId", device.model().systemId());
        values.put("height", device.model().heightUnits());
        values.put("hostName", "esx-%04d.lab.example".formatted(device.plate().number() + 1));
        values.put("biosVersion", device.inventory().shown(Part.Kind.BIOS));
        values.put("biosDate", "09/14/2025");
        values.put("powerState", device.host().on() ? "On" : "Off");
        values.put("state", device.host().on() ? "Enabled" : "StandbyOffline");
        values.put("lastReset", Bodies.time(device.host().lastReset()));
        values.put("collected", Bodies.time(device.inventory().collected()));
        values.put("updated", Bodies.time(device.inventory().updated()));
        return values;
    }
}
