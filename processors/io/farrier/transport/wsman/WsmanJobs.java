package io.farrier.transport.wsman;

import io.farrier.transport.Accepted;
import io.farrier.transport.Ask;
import io.farrier.transport.Failure;
import io.farrier.transport.Jobs;
import io.farrier.transport.Xml;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.springframework.stereotype.Component;

/** The job queue: read whole, and of our own jobs what is to go, or to run at the next restart. */
@Component("wsmanJobs")
class WsmanJobs {

    static final Pattern ID = Pattern.compile("[JR]ID_\\d{6,18}");

    public void ask(Exchange exchange) {
        exchange.setProperty(WsmanList.CLASS, "DCIM_LifecycleJob");
    }

    public Jobs read(@ExchangeProperty(WsmanDoor.ASK) Ask ask, @ExchangeProperty(WsmanList.FOUND) List<Xml> found) {
        Set<String> wanted = ask instanceof Ask.ReadJobs jobs ? new HashSet<>(jobs.jids()) : Set.of();
        return new Jobs(jobs(found).stream()
                .filter(job -> wanted.isEmpty() || wanted.contains(job.jid()))
                .toList());
    }

    /** The queue has always one entry that is no job, JID_CLEARALL. */
    static List<Jobs.Job> jobs(List<Xml> found) {
        return found.stream()
                .filter(job -> job.value("InstanceID") != null
                        && ID.matcher(job.value("InstanceID")).matches())
                .map(job -> new Jobs.Job(
                        job.value("InstanceID"),
                        job.value("Name"),
                        job.value("JobType"),
                        job.value("JobStatus"),
                        percent(job.value("PercentComplete")),
                        known(job.value("MessageID")),
                        known(job.value("Message"))))
                .toList();
    }

    private static Integer percent(String number) {
        return number != null && number.matches("\\d{1,3}") ? Integer.valueOf(number) : null;
    }

    private static String known(String value) {
        return "NA".equals(value) ? null : value;
    }

    /** Jobs are removed one by one, and only those that were named: they are our own. */
    public List<String> jids(@ExchangeProperty(WsmanDoor.ASK) Ask ask) {
        return ((Ask.Clear) ask).jids();
    }

    public void askDelete(Exchange exchange, @ExchangeProperty(WsmanDoor.ASK) Ask ask) {
        exchange.setProperty(WsmanDoor.REQUEST, delete(exchange.getMessage().getBody(String.class), ask));
    }

    static WsmanRequest delete(String jid, Ask ask) {
        return deletion(checked(jid, ask));
    }

    /** Everybody's jobs, also what runs; the Lifecycle Controller's services start anew (PROTOCOLS 2). */
    public void askForceClear(Exchange exchange) {
        exchange.setProperty(WsmanDoor.REQUEST, deletion("JID_CLEARALL_FORCE"));
    }

    private static WsmanRequest deletion(String which) {
        return WsmanRequest.invoke(WsmanInstance.JOBS, "DeleteJobQueue", WsmanRequest.Parameter.of("JobID", which));
    }

    /** An id that is none, or that stands for everybody's jobs, never leaves. */
    static String checked(String jid, Ask ask) {
        if (!ID.matcher(jid).matches()) {
            throw new Failure("unreadable", jid + " of " + ask.bmc() + " is no job's id");
        }
        return jid;
    }

    /** Without a reboot job among them the jobs run when somebody restarts the host, and not before. */
    public void askStage(Exchange exchange, @ExchangeProperty(WsmanDoor.ASK) Ask ask) {
        List<String> jids = ((Ask.Stage) ask).jids();
        jids.forEach(jid -> checked(jid, ask));
        exchange.setProperty(WsmanDoor.REQUEST, setUp(jids));
    }

    static WsmanRequest setUp(List<String> jids) {
        List<WsmanRequest.Parameter> parameters = new ArrayList<>();
        jids.forEach(jid -> parameters.add(WsmanRequest.Parameter.of("JobArray", jid)));
        parameters.add(WsmanRequest.Parameter.of("StartTimeInterval", "TIME_NOW"));
        return WsmanRequest.invoke(
                WsmanInstance.JOBS, "SetupJobQueue", parameters.toArray(WsmanRequest.Parameter[]::new));
    }

    /** The method that was called has done it. */
    public Accepted accepted(
            @ExchangeProperty(WsmanDoor.ASK) Ask ask,
            @ExchangeProperty(WsmanDoor.REQUEST) WsmanRequest request,
            @ExchangeProperty(WsmanDoor.REPLY) WsmanReply reply) {
        reply.output(request + " to " + ask.bmc());
        return new Accepted();
    }

    public Accepted cleared() {
        return new Accepted();
    }
}
