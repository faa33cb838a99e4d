package io.farrier.trigger;

import io.farrier.bell.Ring;
import io.farrier.ledger.Entry;
import io.farrier.ledger.Ledger;
import io.farrier.trigger.ChangesHeard.Folded;
import io.farrier.trigger.ChangesHeard.Word;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.apache.camel.Body;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.dao.NonTransientDataAccessResourceException;
import org.springframework.dao.RecoverableDataAccessException;
import org.springframework.dao.TransientDataAccessException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.TransactionException;
import org.springframework.transaction.support.TransactionTemplate;

/** Keeps a message, and then judges it: it is folded into what is known, or parked. One commit; called within it. */
@Component("messageTake")
class MessageTake {

    /** @param rings bells of what there is to do about it now */
    public record Taken(Inbox.Kept kept, List<Ring> rings) {}

    static final String NO_NEWS = "says nothing that was not known, or that newer messages have not overtaken";

    private static final Logger log = LoggerFactory.getLogger(MessageTake.class);

    private final Inbox inbox;
    private final Reading reading;
    private final Changes changes;
    private final Items items;
    private final Freezes freezes;
    private final PlanWord words;
    private final ChangeReach reach;
    private final ChangesHeard heard;
    private final Ledger ledger;
    private final TransactionTemplate attempt;
    private final int largest;

    MessageTake(
            Inbox inbox,
            Reading reading,
            Changes changes,
            Items items,
            Freezes freezes,
            PlanWord words,
            ChangeReach reach,
            ChangesHeard heard,
            Ledger ledger,
            PlatformTransactionManager transactions,
            @Value("${farrier.trigger.largest}") int largest) {
        this.inbox = inbox;
        this.reading = reading;
        this.changes = changes;
        this.items = items;
        this.freezes = freezes;
        this.words = words;
        this.reach = reach;
        this.heard = heard;
        this.ledger = ledger;
        this.attempt = new TransactionTemplate(transactions);
        this.attempt.setPropagationBehavior(TransactionDefinition.PROPAGATION_NESTED);
        this.largest = largest;
    }

    public Taken take(@Body Delivery delivery) {
        return taken(delivery, null);
    }

    /** @param corrects the parked message that this one is instead of; null: none */
    Taken taken(Delivery delivery, Long corrects) {
        Message message;
        try {
            message = Envelope.open(delivery, largest);
        } catch (RuntimeException e) {
            return parked(inbox.keep(delivery, null, corrects), delivery, null, why(e));
        }
        Inbox.Kept kept = inbox.keep(delivery, message, corrects);
        return kept.settled() ? new Taken(kept, List.of()) : judged(kept, delivery, message);
    }

    /** Of one that is kept already. */
    Taken again(long id, Delivery delivery) {
        Inbox.Kept kept = new Inbox.Kept(id, "new", null, 1);
        try {
            return judged(kept, delivery, Envelope.open(delivery, largest));
        } catch (Unclear e) {
            return parked(kept, delivery, null, why(e));
        }
    }

    /** Of one that is kept, and new. */
    Taken judged(Inbox.Kept kept, Delivery delivery, Message message) {
        try {
            return attempt.execute(savepoint -> {
                List<Ring> rings = fold(message, reading.read(message), kept.id());
                String reason = rings == null ? NO_NEWS : null;
                inbox.settle(kept.id(), "taken", reason);
                return new Taken(
                        new Inbox.Kept(kept.id(), "taken", reason, kept.times()), rings == null ? List.of() : rings);
            });
        } catch (RuntimeException e) {
            return objected(kept, delivery, message, e);
        }
    }

    /** Of one that is kept, and new. @param thrown when it was judged */
    Taken objected(Inbox.Kept kept, Delivery delivery, Message message, RuntimeException thrown) {
        if (passing(thrown)) {
            throw thrown;
        }
        return parked(kept, delivery, message, why(thrown));
    }

    /** Whether it was the database's moment and not the message: then the message stays where it came from, and comes again. */
    private static boolean passing(Throwable thrown) {
        for (Throwable t = thrown; t != null; t = t.getCause()) {
            if (t instanceof TransientDataAccessException
                    || t instanceof RecoverableDataAccessException
                    || t instanceof NonTransientDataAccessResourceException
                    || t instanceof TransactionException) {
                return true;
            }
        }
        return false;
    }

    private static String why(RuntimeException thrown) {
        if (thrown instanceof Unclear) {
            return thrown.getMessage();
        }
        String incident = UUID.randomUUID().toString().substring(0, 8);
        log.error("incident {} with a message", incident, thrown);
        return "could not be kept; the log tells more under incident " + incident;
    }

    /** Null: it is no news. */
    private List<Ring> fold(Message message, Said said, long id) {
        return switch (said) {
            case Said.OfChange change -> {
                if (change instanceof Said.Approved approved) {
                    reach.check(approved, new HashMap<>());
                }
                List<Folded> folded = heard.fold(List.of(new Word("", message, change)));
                yield folded.getFirst().news().isEmpty() ? null : heard.keep(folded, Map.of("", id));
            }
            case Said.OfItem item -> items.fold(message, item) ? List.of() : null;
            case Said.OfFreeze freeze -> freezes.fold(message, freeze) ? List.of() : null;
            case Said.Go go -> words.fold(message, go).orElse(null);
        };
    }

    Taken parked(Inbox.Kept kept, Delivery delivery, Message message, String reason) {
        Inbox.Kept parked = new Inbox.Kept(kept.id(), "parked", reason, kept.times());
        if (kept.settled()) {
            return new Taken(kept, List.of());
        }
        inbox.settle(kept.id(), "parked", reason);
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("message", kept.id());
        facts.put("origin", delivery.origin());
        facts.put("source", message == null ? null : message.source());
        if (message != null) {
            about(message, facts);
        }
        facts.put("reason", reason);
        ledger.append(Entry.of(
                        "message:" + kept.id(),
                        "message.parked",
                        "The message %d (%s) is parked: it %s.".formatted(kept.id(), delivery.origin(), reason))
                .with(facts));
        return new Taken(parked, List.of());
    }

    /** Whom it concerns that it is parked: the change, the CI or the freeze that it is about. */
    private void about(Message message, Map<String, Object> facts) {
        facts.put("type", message.type());
        String thing = message.type().replaceFirst("\\..*", "");
        if (message.number() != null && Set.of("change", "ci", "freeze").contains(thing)) {
            facts.put(thing, message.number());
            if (thing.equals("change")) {
                // What is parked then is a word about it, and not the change.
                facts.put("known", changes.known(message.source(), message.number()));
            }
        }
    }
}
