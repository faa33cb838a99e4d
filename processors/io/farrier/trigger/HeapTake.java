package io.farrier.trigger;

import io.farrier.bell.Ring;
import io.farrier.fleet.Selector;
import io.farrier.trigger.Arrivals.Arrived;
import io.farrier.trigger.ChangesHeard.Folded;
import io.farrier.trigger.ChangesHeard.Word;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.camel.Body;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/**
 * Takes a heap of messages in one commit. Those that came before are counted, and those about changes are folded in, each with a
 * statement for all of them; what is about something else, or is not understood, is taken one by one. What throws here throws all of
 * them back: then they come again, each by itself.
 */
@Component("heapTake")
class HeapTake {

    /** So that two who have the same messages wait for each other, and not each for the other's. */
    private static final Comparator<Arrived> IN_ORDER = Comparator.comparing(
                    (Arrived arrived) -> String.valueOf(arrived.message().source()))
            .thenComparing(arrived -> String.valueOf(arrived.message().number()))
            .thenComparing(Arrived::key);

    /** The same of those that can't be opened. */
    private static final Comparator<Delivery> UNREAD_IN_ORDER = Comparator.comparing(Delivery::body, Arrays::compare)
            .thenComparing(Delivery::origin)
            .thenComparing(delivery -> new TreeMap<>(delivery.attributes()).toString());

    private final MessageTake one;
    private final Arrivals arrivals;
    private final Reading reading;
    private final ChangeReach reach;
    private final ChangesHeard changes;
    private final int largest;

    HeapTake(
            MessageTake one,
            Arrivals arrivals,
            Reading reading,
            ChangeReach reach,
            ChangesHeard changes,
            @Value("${farrier.trigger.largest}") int largest) {
        this.one = one;
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
        List<Delivery> unread = new ArrayList<>();
        Map<String, Arrived> opened = opened(deliveries, unread);
        Set<String> known = arrivals.known(opened.keySet());

        List<Word> words = new ArrayList<>();
        List<Arrived> others = new ArrayList<>();
        Map<Selector, Integer> found = new HashMap<>();
        for (Arrived arrived : opened.values()) {
            if (known.contains(arrived.key())) {
                continue;
            }
            Said.OfChange said = ofChange(arrived.message(), found);
            if (said == null) {
                others.add(arrived);
            } else {
                words.add(new Word(arrived.key(), arrived.message(), said));
            }
        }
        List<Ring> rings = new ArrayList<>(heard(words, opened, known));
        arrivals.cameAgain(known.stream().map(opened::get).toList());
        others.sort(IN_ORDER);
        others.forEach(arrived -> Collections.nCopies(arrived.times(), arrived.delivery())
                .forEach(delivery -> rings.addAll(one.take(delivery).rings())));
        unread.sort(UNREAD_IN_ORDER);
        unread.forEach(delivery -> rings.addAll(one.take(delivery).rings()));
        arrivals.lasting();
        return rings;
    }

    /** By their keys. @param unread where those go that can't be opened */
    private Map<String, Arrived> opened(List<Delivery> deliveries, List<Delivery> unread) {
        Map<String, Arrived> opened = new LinkedHashMap<>();
        for (Delivery delivery : deliveries) {
            try {
                Message message = Envelope.open(delivery, largest);
                String key = Envelope.digest(message.key());
                opened.merge(key, new Arrived(key, delivery, message, 1), Arrived::and);
            } catch (RuntimeException e) {
                // Taken by itself it is parked, with what is wrong with it.
                unread.add(delivery);
            }
        }
        return opened;
    }

    /** Null: it is not about a change, or can't be heeded; taken by itself it is parked then. */
    private Said.OfChange ofChange(Message message, Map<Selector, Integer> found) {
        try {
            if (!(reading.read(message) instanceof Said.OfChange said)) {
                return null;
            }
            if (said instanceof Said.Approved approved) {
                reach.check(approved, found);
            }
            return said;
        } catch (RuntimeException e) {
            return null;
        }
    }

    /**
     * Whoever keeps a message heeds it: kept first, folded in then, as with one by itself.
     *
     * @param known where those go too that somebody else has kept since they were looked for
     */
    private List<Ring> heard(List<Word> words, Map<String, Arrived> arrived, Set<String> known) {
        if (words.isEmpty()) {
            return List.of();
        }
        Map<String, Long> ids = arrivals.taken(
                words.stream().map(word -> arrived.get(word.key())).toList());
        words.stream().map(Word::key).filter(key -> !ids.containsKey(key)).forEach(known::add);
        List<Folded> folded = changes.fold(
                words.stream().filter(word -> ids.containsKey(word.key())).toList());
        Set<String> news = folded.stream()
                .flatMap(change -> change.news().stream())
                .map(Word::key)
                .collect(Collectors.toSet());
        arrivals.because(
                MessageTake.NO_NEWS,
                ids.entrySet().stream()
                        .filter(kept -> !news.contains(kept.getKey()))
                        .map(Map.Entry::getValue)
                        .toList());
        return changes.keep(folded, ids);
    }
}
