package io.farrier.transport.redfish;

import static io.farrier.transport.redfish.RedfishLogin.text;

import com.fasterxml.jackson.databind.JsonNode;
import io.farrier.transport.Ask;
import io.farrier.transport.Failure;
import io.farrier.transport.Jobs;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.springframework.stereotype.Component;

/**
 * The job queue. The whole of it is read at once, from the job store: a task can be purged, or lost with a restart of
 * the BMC, before anybody read its end (404); the job store outlives both (PROTOCOLS 1.8).
 */
@Component("redfishJobs")
class RedfishJobs {

    private static final String FOUND = "redfishJobsFound";
    private static final String MEMBERS = "redfishMembers";

    /** As UntilTime is written. */
    private static final DateTimeFormatter STAMP = DateTimeFormatter.ofPattern("yyyyMMddHHmmss");

    /** A job of the standard's store is Pending both before its download and before the host's next start. */
    private static final Set<String> SCHEDULED = Set.of("JCP001", "RED029", "RED061", "SUP0516");

    public void askManager(Exchange exchange) {
        exchange.setProperty(RedfishDoor.REQUEST, RedfishRequest.get("/redfish/v1/Managers/iDRAC.Embedded.1"));
    }

    /**
     * When staged jobs are to lapse, by the device's own clock and zone: that of the hub says nothing about it. It is asked
     * anew each time, where it is needed at all.
     */
    public void takeTime(
            Exchange exchange,
            @ExchangeProperty(RedfishDoor.ASK) Ask ask,
            @ExchangeProperty(RedfishDoor.REPLY) RedfishReply manager) {
        Duration within = ((Ask.Stage) ask).within();
        if (within == null) {
            return;
        }
        try {
            OffsetDateTime now =
                    OffsetDateTime.parse(manager.json().path("DateTime").asText());
            exchange.setProperty("redfishUntil", now.plus(within).format(STAMP));
        } catch (DateTimeParseException e) {
            throw new Failure(
                    "unreadable", ask.bmc() + " does not say what time it is, so nothing can lapse by itself");
        }
    }

    /** Dell's own job store where the manager links to it and does not call it deprecated (iDRAC10); else the standard's. */
    public void askQueue(
            Exchange exchange,
            @ExchangeProperty(RedfishDoor.ASK) Ask ask,
            @ExchangeProperty(RedfishDoor.REPLY) RedfishReply manager) {
        JsonNode dell = manager.json().at("/Links/Oem/Dell");
        String queue = dell.has("Jobs@Redfish.Deprecated") ? null : text(dell, "/Jobs/@odata.id");
        Set<String> wanted = wanted(ask);
        exchange.setProperty(FOUND, new ArrayList<Jobs.Job>());
        exchange.setProperty(MEMBERS, new Members("The job queue", id -> wanted.isEmpty() || wanted.contains(id)));
        exchange.setProperty(
                RedfishDoor.REQUEST,
                RedfishRequest.get((queue == null ? "/redfish/v1/JobService/Jobs" : queue) + "?$expand=*($levels=1)"));
    }

    private static Set<String> wanted(Ask ask) {
        return ask instanceof Ask.ReadJobs jobs ? new HashSet<>(jobs.jids()) : Set.of();
    }

    /** Takes one page, or one job; false when it was the last, else the next is asked. */
    public boolean takePage(
            Exchange exchange,
            @ExchangeProperty(RedfishDoor.ASK) Ask ask,
            @ExchangeProperty(RedfishDoor.REPLY) RedfishReply page,
            @ExchangeProperty(MEMBERS) Members members,
            @ExchangeProperty(FOUND) List<Jobs.Job> found) {
        members.in(ask, page).forEach(member -> found.add(job(member)));
        RedfishRequest next = members.next();
        exchange.setProperty(RedfishDoor.REQUEST, next);
        return next != null;
    }

    public Jobs read(@ExchangeProperty(RedfishDoor.ASK) Ask ask, @ExchangeProperty(FOUND) List<Jobs.Job> found) {
        Set<String> wanted = wanted(ask);
        return new Jobs(found.stream()
                .filter(job -> wanted.isEmpty() || wanted.contains(job.jid()))
                .toList());
    }

    private static Jobs.Job job(JsonNode job) {
        // Dell's jobs have MessageId and Message at the top, the standard's in Messages[0], with a prefix.
        String messageId = text(job, "/MessageId");
        String message = text(job, "/Message");
        if (messageId == null) {
            messageId = text(job, "/Messages/0/MessageId");
            message = text(job, "/Messages/0/Message");
        }
        String bare = messageId == null ? null : messageId.substring(messageId.lastIndexOf('.') + 1);
        String state = text(job, "/JobState");
        JsonNode percent = job.path("PercentComplete");
        return new Jobs.Job(
                text(job, "/Id"),
                text(job, "/Name"),
                text(job, "/JobType"),
                "Pending".equals(state) && bare != null && SCHEDULED.contains(bare) ? "Scheduled" : state,
                percent.isInt() ? percent.asInt() : null,
                bare,
                message);
    }

    /** The queue's jobs are removed one by one, and only those that were named: they are our own. */
    public List<String> jids(@ExchangeProperty(RedfishDoor.ASK) Ask ask) {
        return ((Ask.Clear) ask).jids();
    }

    public void askService(Exchange exchange, @ExchangeProperty(RedfishDoor.REPLY) RedfishReply manager) {
        exchange.setProperty(
                "redfishJobService", RedfishLogin.text(manager.json(), "/Links/Oem/Dell/DellJobService/@odata.id"));
    }

    public void askDelete(
            Exchange exchange,
            @ExchangeProperty(RedfishDoor.ASK) Ask ask,
            @ExchangeProperty("redfishJobService") String service) {
        String jid = exchange.getMessage().getBody(String.class);
        if (service == null || !jid.matches("[JR]ID_\\d{6,18}")) {
            throw new Failure("unreadable", "The job " + jid + " of " + ask.bmc() + " can't be deleted");
        }
        exchange.setProperty(
                RedfishDoor.REQUEST,
                RedfishRequest.post(service + "/Actions/DellJobService.DeleteJobQueue", Map.of("JobID", (Object) jid)));
    }

    /** Everybody's jobs, also what runs; the Lifecycle Controller's services start anew (PROTOCOLS 1.8). */
    public void askForceClear(
            Exchange exchange,
            @ExchangeProperty(RedfishDoor.ASK) Ask ask,
            @ExchangeProperty("redfishJobService") String service) {
        if (service == null) {
            throw new Failure("SYS402", ask.bmc() + " has no service for its job queue");
        }
        exchange.setProperty(
                RedfishDoor.REQUEST,
                RedfishRequest.post(
                        service + "/Actions/DellJobService.DeleteJobQueue", Map.of("JobID", "JID_CLEARALL_FORCE")));
    }

    /** Without a reboot job among them the jobs run when somebody restarts the host, and not before. */
    public void askStage(
            Exchange exchange,
            @ExchangeProperty(RedfishDoor.ASK) Ask ask,
            @ExchangeProperty("redfishJobService") String service,
            @ExchangeProperty("redfishUntil") String until) {
        List<String> jids = ((Ask.Stage) ask).jids();
        if (service == null || jids.isEmpty() || !jids.stream().allMatch(jid -> jid.matches("JID_\\d{6,18}"))) {
            throw new Failure("unreadable", "The jobs " + jids + " of " + ask.bmc() + " can't be staged");
        }
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("JobArray", jids);
        body.put("StartTimeInterval", "TIME_NOW");
        if (until != null) {
            body.put("UntilTime", until);
        }
        exchange.setProperty(
                RedfishDoor.REQUEST, RedfishRequest.post(service + "/Actions/DellJobService.SetupJobQueue", body));
    }
}
