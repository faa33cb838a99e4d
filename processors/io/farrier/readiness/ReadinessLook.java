package io.farrier.readiness;

import io.farrier.run.JobState;
import io.farrier.transport.Ask;
import io.farrier.transport.Bmc;
import io.farrier.transport.Condition;
import io.farrier.transport.Jobs;
import io.farrier.transport.Outcome;
import io.farrier.transport.Readiness;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/** One look at one host: three questions, and what the hub itself has seen of it. */
@Component("readinessLook")
class ReadinessLook {

    private static final String BMC = "farrierLookedAt";
    private static final String OUTCOMES = "farrierLook";

    private final Readings readings;
    private final Duration period;
    private final Duration planned;
    private final int batch;

    ReadinessLook(
            Readings readings,
            @Value("${farrier.readiness.period}") Duration period,
            @Value("${farrier.readiness.planned}") Duration planned,
            @Value("${farrier.readiness.batch}") int batch) {
        this.readings = readings;
        this.period = period;
        this.planned = planned;
        this.batch = batch;
    }

    public List<Bmc> due() {
        return readings.due(period, planned, batch);
    }

    public List<Ask> asks(Exchange exchange, @Body Bmc bmc) {
        exchange.setProperty(BMC, bmc);
        exchange.setProperty(OUTCOMES, new ArrayList<Outcome>());
        return List.of(new Ask.ReadReadiness(bmc), new Ask.ReadCondition(bmc), new Ask.ReadJobs(bmc, List.of()));
    }

    /** Whoever did not answer the first question is not asked the others. */
    public boolean goesOn(@ExchangeProperty(OUTCOMES) List<Outcome> outcomes) {
        return outcomes.isEmpty() || outcomes.getFirst().done();
    }

    public void take(@Body Outcome outcome, @ExchangeProperty(OUTCOMES) List<Outcome> outcomes) {
        outcomes.add(outcome);
    }

    public void keep(@ExchangeProperty(BMC) Bmc bmc, @ExchangeProperty(OUTCOMES) List<Outcome> outcomes) {
        Facts facts = facts(outcomes, readings.seen(bmc.hostId()));
        readings.save(bmc.hostId(), facts, Rules.risks(facts));
    }

    private static Facts facts(List<Outcome> outcomes, Readings.Seen seen) {
        Outcome first = outcomes.getFirst();
        if (!first.done()) {
            return new Facts(first.sentence(), null, null, null, null, seen.unfetched(), seen.takes(), seen.failed());
        }
        Outcome second = outcomes.get(1);
        return new Facts(
                null,
                first.as(Readiness.class),
                second.done() ? second.as(Condition.class) : null,
                second.done() ? null : second.sentence(),
                seen.live() ? List.of() : foreign(outcomes.get(2)),
                seen.unfetched(),
                seen.takes(),
                seen.failed());
    }

    private static List<String> foreign(Outcome outcome) {
        return !outcome.done()
                ? null
                : outcome.as(Jobs.class).jobs().stream()
                        .filter(job -> job.jid() != null && !job.jid().startsWith("JID_CLEARALL") && JobState.live(job))
                        .map(job -> "%s (%s) %s".formatted(job.jid(), job.name(), job.state()))
                        .toList();
    }
}
