package io.farrier.transport.redfish;

import static io.farrier.transport.redfish.RedfishLogin.text;

import com.fasterxml.jackson.databind.JsonNode;
import io.farrier.transport.Ask;
import io.farrier.transport.Failure;
import io.farrier.transport.Profile;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.springframework.stereotype.Component;

/**
 * Dell's server configuration profile. Its export with the share type Local gives it in the answer to the job's task monitor; older
 * firmware, without monitors, in that of the task itself. It is asked for as JSON, which an iDRAC8 before 2.60 does not know.
 */
@Component("redfishProfile")
class RedfishProfile {

    private static final Pattern JID = Pattern.compile("JID_\\d{6,18}");

    public void askFirst(Exchange exchange, @ExchangeProperty(RedfishDoor.ASK) Ask ask) {
        String jid = ((Ask.ExportProfile) ask).jid();
        exchange.setProperty(
                RedfishDoor.REQUEST,
                RedfishRequest.get(
                        jid == null
                                ? "/redfish/v1/Managers/iDRAC.Embedded.1"
                                : "/redfish/v1/TaskService/TaskMonitors/" + checked(jid)));
    }

    private static String checked(String jid) {
        if (!JID.matcher(jid).matches()) {
            throw new Failure("unreadable", "The job " + jid + " is none");
        }
        return jid;
    }

    /** {@code yes} where one request more is to be made. */
    public String askNext(
            Exchange exchange,
            @ExchangeProperty(RedfishDoor.ASK) Ask ask,
            @ExchangeProperty(RedfishDoor.REPLY) RedfishReply reply) {
        String jid = ((Ask.ExportProfile) ask).jid();
        if (jid == null) {
            exchange.setProperty(RedfishDoor.REQUEST, export(ask, reply));
            return "yes";
        }
        if (reply.status() == 404) {
            exchange.setProperty(RedfishDoor.REQUEST, RedfishRequest.get("/redfish/v1/TaskService/Tasks/" + jid));
            return "yes";
        }
        return "no";
    }

    /** Passwords stay where they are: Default leaves out their hashes as well. */
    private static RedfishRequest export(Ask ask, RedfishReply manager) {
        if (!manager.ok()) {
            throw manager.failure("The question for the manager");
        }
        for (Map.Entry<String, JsonNode> action :
                manager.json().at("/Actions/Oem").properties()) {
            if (action.getKey().endsWith("ExportSystemConfiguration")) {
                return RedfishRequest.post(
                        text(action.getValue(), "/target"),
                        Map.of(
                                "ExportFormat", "JSON",
                                "ExportUse", "Default",
                                "IncludeInExport", "Default",
                                "ShareParameters", Map.of("Target", List.of("ALL"))));
            }
        }
        throw new Failure("SYS402", ask.bmc() + " does not offer the export of its configuration");
    }

    public Profile read(
            @ExchangeProperty(RedfishDoor.ASK) Ask ask, @ExchangeProperty(RedfishDoor.REPLY) RedfishReply reply) {
        if (!reply.ok()) {
            throw reply.failure("The export of the configuration");
        }
        String jid = ((Ask.ExportProfile) ask).jid();
        if (jid == null) {
            Matcher job = JID.matcher(reply.location() == null ? "" : reply.location());
            if (!job.find()) {
                throw new Failure("garbled", ask.bmc() + " answered the export with no job");
            }
            return new Profile(job.group(), null);
        }
        if (reply.json().has("SystemConfiguration")) {
            return new Profile(jid, reply.json().toString());
        }
        String state = text(reply.json(), "/TaskState");
        if ("Completed".equals(state) || "Exception".equals(state) || "Cancelled".equals(state)) {
            String says = text(reply.json(), "/Messages/0/Message");
            throw new Failure("no-profile", "The export of " + ask.bmc() + " ended without a configuration: " + says);
        }
        return new Profile(jid, null);
    }
}
