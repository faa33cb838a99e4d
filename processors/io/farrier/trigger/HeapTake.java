package io.farrier.trigger;

import io.farrier.bell.Ring;
import io.farrier.fleet.Selector;
import io.farrier.trigger.Arrivals.Arrived;
import io.farrier.trigger.ChangesHeard.Folded;
import io.farrier.trigger.ChangesHeard.Word;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.camel.Body;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/**
 * Takes a heap of messages in one commit. Those that came before are counted, and those about changes are folded in, each with a
 * statement for all of them; what is about something else, or is not understood, is judged one by one. What throws here throws all
 * of them back: then they come again, each by itself.
 *
 * <p>All of them are kept before one is heeded, as a message by itself is: then whoever waits for what a message is about has its
 * message already, and nobody who has that message elsewhere can be waited for in turn.
 */
@Component("heapTake")
class HeapTake {

    /** So that two who have messages about the same things wait for each other, and not each for the other's. */
    private static final Comparator<Arrived> IN_ORDER =
            Comparator.comparing(HeapTake::about).thenComparing(Arrived::key);

    private final MessageTake one;
    private final Inbox inbox;
    private final Arrivals arrivals;
    private final Reading reading;
    private final ChangeReach reach;
    private final ChangesHeard changes;
    private final int largest;

    HeapTake(
            MessageTake one,
            Inbox inbox,
            Arrivals arrivals,
            Reading reading,
            ChangeReach reach,
            ChangesHeard changes,
            @Value("${farrier.trigger.largest}") int largest) {
        this.one = one;
        this.inbox = inbox;
        this.arrivals = arrivals;
        this.reading = reading;
        this.reach = reach;
        this.changes = changes;
        this.largest = largest;
    }

    /** Part of a transaction. The bells of what there is to do. */
    public List<Ring> take(@Body List<Delivery> deliveries) {
        if (deliveries.size() == 1) {
            return one.take(deliveries.getFirst()).rings();
        }
        Map<String, RuntimeException> objections = new HashMap<>();
        Map<String, Arrived> opened = opened(deliveries, objections);
        Map<String, Word> words = words(opened, objections);

        Map<String, Inbox.Kept> kept = arrivals.keep(List.copyOf(opened.values()), words.keySet());
        // Whoever keeps a message heeds it; what somebody has kept before, or meanwhile, was counted, and that is all.
        kept.entrySet().removeIf(each -> !opened.get(each.getKey()).isNew(each.getValue()));
        words.keySet().retainAll(kept.keySet());

        List<Ring> rings = new ArrayList<>(heard(List.copyOf(words.values()), kept));
        opened.values().stream()
                .filter(arrived -> kept.containsKey(arrived.key()) && !words.containsKey(arrived.key()))
                .sorted(IN_ORDER)
                .forEach(arrived -> rings.addAll(judged(kept.get(arrived.key()), arrived, objections.get(arrived.key()))
                        .rings()));
        return rings;
    }

    /** By their keys. @param objections why those that can't be opened can't be */
    private Map<String, Arrived> opened(List<Delivery> deliveries, Map<String, RuntimeException> objections) {
        Map<String, Arrived> opened = new LinkedHashMap<>();
        for (Delivery delivery : deliveries) {
            Message message = null;
            RuntimeException objection = null;
            try {
                message = Envelope.open(delivery, largest);
            } catch (RuntimeException e) {
                objection = e;
            }
            String key = inbox.key(delivery, message);
            opened.merge(key, new Arrived(key, delivery, message, 1), Arrived::and);
            if (objection != null) {
                objections.put(key, objection);
            }
        }
        return opened;
    }

    /**
     * What those that are about changes say, by their keys; without those that came before.
     *
     * @param objections why the others can't be heeded; not yet known of those that are about something else
     */
    private Map<String, Word> words(Map<String, Arrived> opened, Map<String, RuntimeException> objections) {
        Set<String> known = arrivals.known(opened.keySet());
        Map<Selector, Integer> found = new HashMap<>();
        Map<String, Word> words = new LinkedHashMap<>();
        for (Arrived arrived : opened.values()) {
            String key = arrived.key();
            if (known.contains(key) || objections.containsKey(key)) {
                continue;
            }
            try {
                if (reading.read(arrived.message()) instanceof Said.OfChange said) {
                    if (said instanceof Said.Approved approved) {
                        reach.check(approved, found);
                    }
                    words.put(key, new Word(key, arrived.message(), said));
                }
            } catch (RuntimeException e) {
                objections.put(key, e);
            }
        }
        return words;
    }

    private List<Ring> heard(List<Word> words, Map<String, Inbox.Kept> kept) {
        if (words.isEmpty()) {
            return List.of();
        }
        Map<String, Long> ids = words.stream().collect(Collectors.toMap(Word::key, word -> kept.get(word.key())
                .id()));
        List<Folded> folded = changes.fold(words);
        Set<String> news = folded.stream()
                .flatMap(change -> change.news().stream())
                .map(Word::key)
                .collect(Collectors.toSet());
        arrivals.because(
                MessageTake.NO_NEWS,
                ids.entrySet().stream()
                        .filter(each -> !news.contains(each.getKey()))
                        .map(Map.Entry::getValue)
                        .toList());
        return changes.keep(folded, ids);
    }

    /** @param objection null: none yet */
    private MessageTake.Taken judged(Inbox.Kept kept, Arrived arrived, RuntimeException objection) {
        return objection == null
                ? one.judged(kept, arrived.delivery(), arrived.message())
                : one.objected(kept, arrived.delivery(), arrived.message(), objection);
    }

    private static String about(Arrived arrived) {
        Message message = arrived.message();
        // One that can't be opened is about nothing.
        return message == null
                ? ""
                : String.join(
                        "\n",
                        message.type().replaceFirst("\\..*", ""),
                        message.source(),
                        String.valueOf(message.number()));
    }
}
