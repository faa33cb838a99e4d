package io.farrier.transport.redfish;

import static io.farrier.transport.redfish.RedfishLogin.text;

import com.fasterxml.jackson.databind.JsonNode;
import io.farrier.transport.Condition;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.springframework.stereotype.Component;

/** What may be in the way of an update. But for the system itself every generation lacks something, which is then not told. */
@Component("redfishCondition")
class RedfishCondition {

    private static final String SYSTEM = "redfishConditionSystem";
    private static final String SEEN = "redfishConditionSeen";
    private static final String KEPT = "redfishConditionKept";
    private static final String MANAGER = "/redfish/v1/Managers/iDRAC.Embedded.1";

    /** As on the recorded R750 and iDRAC10; an iDRAC8 has none of the three that are Dell's. */
    private static final List<String> MORE = List.of(
            MANAGER + "/Oem/Dell/DellAttributes/iDRAC.Embedded.1",
            MANAGER + "/Oem/Dell/DellAttributes/LifecycleController.Embedded.1",
            MANAGER + "/Oem/Dell/DellLicenses",
            "/redfish/v1/Systems/System.Embedded.1/Bios/Settings",
            MANAGER + "/LogServices/FaultList/Entries");

    /** Of a subsystem that is well, or that tells nothing. */
    private static final Set<String> WELL = Set.of("OK", "Unknown", "");

    public void askSystem(Exchange exchange) {
        exchange.setProperty(RedfishDoor.REQUEST, RedfishRequest.get("/redfish/v1/Systems/System.Embedded.1"));
    }

    /** What else is to be asked, one after the other. */
    public List<String> more(Exchange exchange, @ExchangeProperty(RedfishDoor.REPLY) RedfishReply system) {
        exchange.setProperty(SYSTEM, system.json());
        exchange.setProperty(SEEN, new ArrayList<JsonNode>());
        return MORE;
    }

    public void ask(Exchange exchange) {
        exchange.setProperty(
                RedfishDoor.REQUEST, RedfishRequest.get(exchange.getMessage().getBody(String.class)));
    }

    /** Only what is not there, or takes a licence or a right that is not there, is done without. */
    public void take(
            @ExchangeProperty(RedfishDoor.REPLY) RedfishReply reply, @ExchangeProperty(SEEN) List<JsonNode> seen) {
        boolean absent = reply.status() == 404 || reply.status() == 403 || reply.status() == 405;
        if (!reply.ok() && !absent) {
            throw reply.failure("The question what may be in the way");
        }
        seen.add(reply.ok() ? reply.json() : null);
    }

    public void askInventory(Exchange exchange) {
        exchange.setProperty(KEPT, new TreeMap<String, String>());
        exchange.setProperty(RedfishDoor.REQUEST, RedfishRequest.get("/redfish/v1/UpdateService/FirmwareInventory"));
    }

    /** The names of its members say it all; false when it was the last page, else the next is asked. */
    public boolean takePage(
            Exchange exchange,
            @ExchangeProperty(RedfishDoor.REPLY) RedfishReply page,
            @ExchangeProperty(KEPT) Map<String, String> kept) {
        for (JsonNode member : page.json().path("Members")) {
            Matcher previous = RedfishRollback.PREVIOUS.matcher(
                    Members.id(member.path("@odata.id").asText()));
            if (previous.matches()) {
                kept.put(previous.group(1) + "__" + previous.group(3), previous.group(2));
            }
        }
        String next = text(page.json(), "/Members@odata.nextLink");
        exchange.setProperty(RedfishDoor.REQUEST, next == null ? null : RedfishRequest.get(next));
        return next != null;
    }

    public Condition read(
            @ExchangeProperty(SYSTEM) JsonNode system,
            @ExchangeProperty(SEEN) List<JsonNode> seen,
            @ExchangeProperty(KEPT) Map<String, String> kept) {
        return condition(system, seen, kept);
    }

    static Condition condition(JsonNode system, List<JsonNode> seen, Map<String, String> kept) {
        return new Condition(
                text(system, "/Status/HealthRollup"),
                text(system, "/Oem/Dell/DellSystem/PSRollupStatus"),
                attribute(seen.get(0), "Lockdown.1.SystemLockdown"),
                attribute(seen.get(1), "LCAttributes.1.CollectSystemInventoryOnRestart"),
                licences(seen.get(2)),
                pending(seen.get(3)),
                tpm(system),
                kept,
                faults(system, seen.get(4)));
    }

    private static List<String> faults(JsonNode system, JsonNode list) {
        JsonNode subsystems = system.at("/Oem/Dell/DellSystem");
        if (list == null && subsystems.isMissingNode()) {
            return null;
        }
        Set<String> faults = new TreeSet<>();
        subsystems.properties().forEach(field -> {
            if (field.getKey().endsWith("RollupStatus")
                    && !WELL.contains(field.getValue().asText(""))
                    && !field.getValue().isNull()) {
                faults.add(field.getKey());
            }
        });
        if (list != null) {
            list.path("Members")
                    .forEach(entry -> faults.add(
                            entry.path("MessageId").asText(entry.path("Id").asText("fault"))));
        }
        return List.copyOf(faults);
    }

    private static String attribute(JsonNode attributes, String name) {
        JsonNode value =
                attributes == null ? null : attributes.path("Attributes").get(name);
        return value == null || value.isNull() ? null : value.asText();
    }

    /** Those whose primary status is OK or Warning (expires soon); an expired one is Critical. */
    private static List<String> licences(JsonNode collection) {
        if (collection == null || !collection.path("Members").isArray()) {
            return null;
        }
        List<String> names = new ArrayList<>();
        for (JsonNode member : collection.path("Members")) {
            String status = text(member, "/LicensePrimaryStatus");
            if ("OK".equals(status) || "Warning".equals(status)) {
                names.add(text(member, "/LicenseDescription/0"));
            }
        }
        return names;
    }

    private static List<String> pending(JsonNode settings) {
        if (settings == null) {
            return null;
        }
        List<String> names = new ArrayList<>();
        settings.path("Attributes").fieldNames().forEachRemaining(names::add);
        return names;
    }

    private static Boolean tpm(JsonNode system) {
        JsonNode modules = system.path("TrustedModules");
        if (!modules.isArray()) {
            return null;
        }
        for (JsonNode module : modules) {
            if ("Enabled".equals(text(module, "/Status/State"))) {
                return true;
            }
        }
        return false;
    }
}
