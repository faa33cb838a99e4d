package io.farrier.transport;

import io.farrier.hub.Headers;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.springframework.stereotype.Component;

/**
 * What the classification does not know, the device may: its own registry has every message that it can say. It is asked once
 * for each message of a host, and whatever comes of that, the answer that is to be explained stays.
 */
@Component("transportExplain")
class TransportExplain {

    private static final String OUTCOME = "farrierUnexplained";
    private static final Pattern DELL = Pattern.compile("[A-Z]{2,5}\\d{2,5}");
    private static final Duration KEPT = Duration.ofHours(1);
    private static final int MOST = 10_000;

    private record Message(long host, String id) {}

    /** @param explained null where the device could not say */
    private record Kept(Explained explained, long until) {}

    private final Classification table;
    private final Map<Message, Kept> kept = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Message, Kept> eldest) {
            return size() > MOST;
        }
    };

    TransportExplain(Classification table) {
        this.table = table;
    }

    public boolean unknown(Outcome outcome) {
        String id = outcome.messageId();
        return id != null
                && outcome.ask().bmc().hostId() != 0
                && !(outcome.ask() instanceof Ask.Explain)
                && DELL.matcher(id).matches()
                && !table.knows(id);
    }

    /** The question, as the body; none where it was asked before. */
    public Ask ask(Exchange exchange, Outcome outcome) {
        exchange.setProperty(OUTCOME, outcome);
        return remembered(outcome) == null ? new Ask.Explain(outcome.ask().bmc(), outcome.messageId()) : null;
    }

    /** The outcome again, with what the device means by it. */
    public Outcome explain(Exchange exchange, @ExchangeProperty(OUTCOME) Outcome outcome) {
        if (exchange.getMessage().getBody() instanceof Outcome answer) {
            Explained explained = answer.done() ? answer.as(Explained.class) : null;
            remember(outcome, new Kept(explained, System.nanoTime() + KEPT.toNanos()));
        }
        Kept known = remembered(outcome);
        Outcome said = known == null || known.explained() == null ? outcome : explained(outcome, known.explained());
        exchange.getMessage().removeHeaders("*");
        exchange.getMessage().setHeader(Headers.WORD, said.word().word());
        return said;
    }

    private Outcome explained(Outcome outcome, Explained means) {
        Classification.Line line = outcome.word() == Word.AMBIGUOUS ? null : table.ofSeverity(means.severity());
        StringBuilder sentence = new StringBuilder(outcome.sentence());
        sentence.append(" By ").append(means.id()).append(" the device means: ").append(means.message());
        if (means.resolution() != null) {
            sentence.append(" It advises: ").append(means.resolution());
        }
        if (line != null) {
            sentence.append(' ').append(line.then());
        }
        return new Outcome(
                outcome.ask(),
                outcome.transport(),
                line == null ? outcome.word() : Word.of(line.word()),
                outcome.answer(),
                outcome.messageId(),
                sentence.toString(),
                outcome.retryAfter(),
                outcome.took());
    }

    private Kept remembered(Outcome outcome) {
        synchronized (kept) {
            Kept known = kept.get(message(outcome));
            return known == null || System.nanoTime() - known.until() > 0 ? null : known;
        }
    }

    private void remember(Outcome outcome, Kept known) {
        synchronized (kept) {
            kept.put(message(outcome), known);
        }
    }

    private static Message message(Outcome outcome) {
        return new Message(outcome.ask().bmc().hostId(), outcome.messageId());
    }
}
