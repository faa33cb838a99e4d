package io.farrier.trigger;

import io.farrier.bell.Bell;
import io.farrier.bell.Kind;
import io.farrier.bell.Ring;
import io.farrier.ledger.Entry;
import io.farrier.ledger.Ledger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Folds into the changes what messages say of them: one message, or many with a statement for all. */
@Repository
class ChangesHeard {

    /** @param key whichever; by it the id of the message is found when it is kept */
    record Word(String key, Message message, Said.OfChange said) {}

    /**
     * A change, locked.
     *
     * @param said with all the words
     * @param rung it is about to take its turn anyway, and hears what is new then
     * @param news the words that say what was not known, and that newer ones have not overtaken
     */
    record Folded(long id, Change said, boolean rung, List<Word> news) {}

    private record Name(String source, String number) {}

    private record Known(long id, String said, boolean rung) {}

    private static final String MAKE = """
            insert into changes (source, number, said)
            select distinct source, number, '{}'::jsonb from unnest(?::text[], ?::text[]) as t(source, number)
            where not exists (select from changes c where c.source = t.source and c.number = t.number)
            order by source, number
            on conflict (source, number) do nothing
            """;

    /** In one order, so that two who want the same wait for each other, and not each for the other's. */
    private static final String LOCK = """
            select id, source, number, said,
                said <> '{}' and not settled and due_at <= now() and worker is null as rung
            from changes where (source, number) in (select * from unnest(?::text[], ?::text[]))
            order by source, number for update
            """;

    private static final String HEARD = """
            update changes c set said = now.said::jsonb, settled = false, stumbles = 0,
                due_at = case when rung then due_at else now() end,
                turn = case when rung then turn else turn + 1 end
            from unnest(?::bigint[], ?::text[], ?::boolean[]) as now(id, said, rung)
            where c.id = now.id returning c.id, case when not rung then turn end as turn
            """;

    private final JdbcClient jdbc;
    private final Ledger ledger;
    private final Json json;

    ChangesHeard(JdbcClient jdbc, Ledger ledger, Json json) {
        this.jdbc = jdbc;
        this.ledger = ledger;
        this.json = json;
    }

    /** Locks the changes that they are about; one that nobody has heard of is made. */
    List<Folded> fold(List<Word> words) {
        Map<Name, Known> known = lock(words);
        Map<Name, Folded> folded = new HashMap<>();
        for (Word word : words) {
            Name name = new Name(word.message().source(), word.message().number());
            Folded change = folded.computeIfAbsent(name, any -> {
                Known now = known.get(name);
                return new Folded(now.id(), json.read(now.said(), Change.class), now.rung(), new ArrayList<>());
            });
            Change said = change.said().with(word.message().stamp(), word.said());
            if (!said.equals(change.said())) {
                change.news().add(word);
                folded.put(name, new Folded(change.id(), said, change.rung(), change.news()));
            }
        }
        return List.copyOf(folded.values());
    }

    private Map<Name, Known> lock(List<Word> words) {
        String[] sources = words.stream().map(word -> word.message().source()).toArray(String[]::new);
        String[] numbers = words.stream().map(word -> word.message().number()).toArray(String[]::new);
        jdbc.sql(MAKE).params(sources, numbers).update();
        Map<Name, Known> known = new HashMap<>();
        jdbc.sql(LOCK).params(sources, numbers).query(row -> {
            known.put(
                    new Name(row.getString("source"), row.getString("number")),
                    new Known(row.getLong("id"), row.getString("said"), row.getBoolean("rung")));
        });
        return known;
    }

    /**
     * Keeps and tells what is news.
     *
     * @param ids of the messages, by the keys of the words
     * @return the bells of those that nothing would make take their turn else
     */
    List<Ring> keep(List<Folded> folded, Map<String, Long> ids) {
        List<Folded> news =
                folded.stream().filter(change -> !change.news().isEmpty()).toList();
        if (news.isEmpty()) {
            return List.of();
        }
        List<Ring> rings = new ArrayList<>();
        jdbc.sql(HEARD)
                .params(
                        news.stream().map(Folded::id).toArray(Long[]::new),
                        news.stream().map(change -> json.write(change.said())).toArray(String[]::new),
                        news.stream().map(Folded::rung).toArray(Boolean[]::new))
                .query(row -> {
                    long turn = row.getLong("turn");
                    if (!row.wasNull()) {
                        rings.add(Ring.now(Kind.CHANGE, new Bell(row.getLong("id"), turn)));
                    }
                });
        ledger.append(news.stream()
                .flatMap(change -> change.news().stream().map(word -> told(change.id(), word, ids.get(word.key()))))
                .toList());
        return rings;
    }

    private static Entry told(long id, Word word, long messageId) {
        Message message = word.message();
        String heard = message.type().substring("change.".length());
        Map<String, Object> facts = Changes.facts(message.source(), message.number());
        facts.put("message", messageId);
        facts.put("said", message.data());
        return Entry.of(
                        "change:" + id,
                        "change.heard." + heard,
                        "%s says that the change %s was %s.".formatted(message.source(), message.number(), heard))
                .by(message.source())
                .with(facts);
    }
}
