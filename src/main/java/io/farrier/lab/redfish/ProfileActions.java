package io.farrier.lab.redfish;

import static io.farrier.lab.redfish.Call.MANAGER;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.farrier.lab.device.Device;
import io.farrier.lab.device.Fault;
import io.farrier.lab.device.Job;
import io.farrier.lab.device.Message;
import io.farrier.lab.net.Response;

/** The export of the server configuration profile to the one who asks (share type Local). */
final class ProfileActions {

    private ProfileActions() {}

    static void add(Routes routes) {
        routes.on("POST", target("EID_674_Manager"), ProfileActions::export)
                .on("POST", target("OemManager"), ProfileActions::export);
    }

    private static String target(String name) {
        return MANAGER + "/Actions/Oem/" + name + ".ExportSystemConfiguration";
    }

    /** What the manager says of it: an iDRAC10 calls it by another name. */
    static void offer(Device device, ObjectNode manager) {
        String name = device.model().idrac10() ? "OemManager" : "EID_674_Manager";
        String key = device.model().idrac8() || device.model().idrac10()
                ? "OemManager.v1_0_0#OemManager.ExportSystemConfiguration"
                : "#OemManager.ExportSystemConfiguration";
        ObjectNode action =
                manager.withObject("/Actions").withObjectProperty("Oem").putObject(key);
        action.put("target", target(name));
        action.putArray("ExportFormat@Redfish.AllowableValues").add("XML").add("JSON");
    }

    private static Response export(Call call) {
        if (call.device().faults().has(Fault.UNLICENSED)) {
            throw new Refused(400, Message.LICENCE_MISSING);
        }
        ObjectNode body = call.body();
        if (!"JSON".equals(Call.required(body, "ExportFormat"))
                || !body.path("ShareParameters").has("Target")) {
            throw new Refused(400, Message.BAD_VALUE);
        }
        Job.Order order = new Job.Order(
                null,
                null,
                false,
                call.user(),
                call.request().from(),
                call.device().clock().now());
        Job job = call.device().updates().export(order);
        return Response.empty(202).with("Location", JobResources.TASKS + "/" + job.id());
    }

    /** What the task of an export is, once it has ended. */
    static ObjectNode profile(Device device) {
        ObjectNode answer = Template.JSON.createObjectNode();
        ObjectNode system = answer.putObject("SystemConfiguration");
        system.put("Comments", "Export type is Normal,JSON,Selective");
        system.put("Model", device.model().model());
        system.put("ServiceTag", device.plate().tag().tag());
        ArrayNode components = system.putArray("Components");
        ObjectNode bios = components.addObject().put("FQDD", "BIOS.Setup.1-1");
        bios.putArray("Attributes")
                .addObject()
                .put("Name", "LogicalProc")
                .put("Value", "Enabled")
                .put("Set On Import", "True");
        return answer;
    }
}
