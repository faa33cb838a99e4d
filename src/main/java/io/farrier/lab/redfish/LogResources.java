package io.farrier.lab.redfish;

import static io.farrier.lab.redfish.Call.MANAGER;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.farrier.lab.device.Fault;
import io.farrier.lab.device.LcLog;
import io.farrier.lab.device.Message;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The Lifecycle log, the fault list and an empty system event log. */
final class LogResources {
    private static final String LOGS = MANAGER + "/LogServices";

    private LogResources() {}

    static void add(Routes routes) {
        routes.get(
                        LOGS,
                        call -> Bodies.collection(
                                LOGS,
                                "LogServiceCollection",
                                "Log Service Collection",
                                List.of("Sel", "Lclog", "FaultList")))
                .get(LOGS + "/Sel", call -> service(call, "Sel", "SEL Log Service", "SEL"))
                .get(LOGS + "/Lclog", call -> service(call, "Lclog", "LifeCycle Controller Log Service", "OEM"))
                .get(LOGS + "/FaultList", call -> service(call, "FaultList", "Collection of FaultList Entries", "SEL"))
                .get(LOGS + "/Sel/Entries", call -> empty("Sel"))
                .get(LOGS + "/FaultList/Entries", LogResources::faults)
                .get(LOGS + "/Lclog/Entries", LogResources::entries)
                .get(LOGS + "/Lclog/Entries/*", LogResources::entry);
    }

    private static ObjectNode service(Call call, String id, String description, String entryType) {
        return Template.fill(
                "log-service",
                Map.of(
                        "id", id,
                        "description", description,
                        "entryType", entryType,
                        "now", Bodies.time(call.device().clock().now())));
    }

    private static ObjectNode empty(String id) {
        return Bodies.collection(
                LOGS + "/" + id + "/Entries", "LogEntryCollection", id + " Entries Collection", List.of());
    }

    private static ObjectNode faults(Call call) {
        ObjectNode collection = empty("FaultList");
        if (call.device().faults().has(Fault.POWER_SUPPLY_LOST)) {
            ((ArrayNode) collection.get("Members"))
                    .addObject()
                    .put("@odata.id", LOGS + "/FaultList/Entries/1")
                    .put("Id", "1")
                    .put("EntryType", "SEL")
                    .put("MessageId", "PSU0003")
                    .put("Message", "The power input for power supply 2 is lost.")
                    .put("Severity", "Critical");
            collection.put("Members@odata.count", 1);
        }
        return collection;
    }

    /** Logs give their entries whole, expanded or not. */
    private static ObjectNode entries(Call call) {
        ObjectNode collection =
                Bodies.collection(LOGS + "/Lclog/Entries", "LogEntryCollection", "Log Entry Collection", List.of());
        ArrayNode members = (ArrayNode) collection.get("Members");
        call.device().lcLog().entries().forEach(entry -> members.add(body(call, entry)));
        return collection.put("Members@odata.count", members.size());
    }

    private static ObjectNode entry(Call call) {
        return call.device().lcLog().entries().stream()
                .filter(entry -> String.valueOf(entry.id()).equals(call.hole(0)))
                .findFirst()
                .map(entry -> body(call, entry))
                .orElseThrow(
                        () -> new Refused(404, Message.NOT_FOUND, call.request().path()));
    }

    private static ObjectNode body(Call call, LcLog.Entry entry) {
        Map<String, Object> values = new HashMap<>();
        values.put("id", String.valueOf(entry.id()));
        values.put("created", Bodies.time(entry.created()));
        values.put("message", entry.message().text(entry.args()));
        values.put("args", entry.args());
        values.put("argCount", entry.args().size());
        values.put("messageId", Bodies.messageId(call.device(), entry.message()));
        values.put("category", entry.category());
        values.put(
                "severity",
                entry.message().severity().equals("Informational")
                        ? "OK"
                        : entry.message().severity());
        return Template.fill("log-entry", values);
    }
}
