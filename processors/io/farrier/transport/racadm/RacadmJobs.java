package io.farrier.transport.racadm;

import io.farrier.transport.Accepted;
import io.farrier.transport.Ask;
import io.farrier.transport.Failure;
import io.farrier.transport.Jobs;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.springframework.stereotype.Component;

/** The job queue: read whole, and of our own jobs what is to go. */
@Component("racadmJobs")
class RacadmJobs {

    /** "Invalid job": there is none of this id, which is what was wanted. */
    private static final String NO_SUCH_JOB = "RAC992";

    public void ask(Exchange exchange) {
        exchange.setProperty(RacadmDoor.COMMAND, RacadmCommand.of("jobqueue", "view"));
    }

    public Jobs read(@ExchangeProperty(RacadmDoor.ASK) Ask ask, @ExchangeProperty(RacadmDoor.REPLY) RacadmReply reply) {
        Set<String> wanted = ask instanceof Ask.ReadJobs jobs ? new HashSet<>(jobs.jids()) : Set.of();
        return new Jobs(JobQueue.jobs(reply.good("The question to " + ask.bmc() + " for its jobs")).stream()
                .filter(job -> wanted.isEmpty() || wanted.contains(job.jid()))
                .toList());
    }

    /** Jobs are removed one by one, and only those that were named: they are our own. */
    public List<String> jids(@ExchangeProperty(RacadmDoor.ASK) Ask ask) {
        return ((Ask.Clear) ask).jids();
    }

    /** An id that is none, or that stands for everybody's jobs, never leaves. */
    public void askDelete(Exchange exchange, @ExchangeProperty(RacadmDoor.ASK) Ask ask) {
        String jid = exchange.getMessage().getBody(String.class);
        if (!JobQueue.ID.matcher(jid).matches()) {
            throw new Failure("unreadable", jid + " of " + ask.bmc() + " is no job's id");
        }
        exchange.setProperty(RacadmDoor.COMMAND, RacadmCommand.of("jobqueue", "delete", "-i", jid));
    }

    /** Everybody's jobs, also what runs; the Lifecycle Controller's services start anew (PROTOCOLS 3). */
    public void askForceClear(Exchange exchange) {
        exchange.setProperty(RacadmDoor.COMMAND, RacadmCommand.of("jobqueue", "delete", "-i", "JID_CLEARALL_FORCE"));
    }

    public void deleted(
            @ExchangeProperty(RacadmDoor.ASK) Ask ask,
            @ExchangeProperty(RacadmDoor.COMMAND) RacadmCommand command,
            @ExchangeProperty(RacadmDoor.REPLY) RacadmReply reply) {
        if (!reply.says(NO_SUCH_JOB)) {
            reply.good(command + " to " + ask.bmc());
        }
    }

    public Accepted cleared() {
        return new Accepted();
    }
}
