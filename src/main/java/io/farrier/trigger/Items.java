package io.farrier.trigger;

import io.farrier.ledger.Entry;
import io.farrier.ledger.Ledger;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** The hosts as a CMDB knows them: what it says of one is kept, and holds for the host. */
@Repository
class Items {

    private static final String FIND = """
            select id from hosts where mgmt_kind = 'server'
                and (:serviceTag::text is null or upper(service_tag) = upper(:serviceTag))
                and (:address::inet is null or mgmt_ip = :address::inet)
            order by id
            """;

    private static final String LOCK = """
            insert into cis (source, number, said) values (?, ?, '{}')
            on conflict (source, number) do update set number = excluded.number
            returning id, said
            """;

    private final JdbcClient jdbc;
    private final Ledger ledger;
    private final Json json;

    Items(JdbcClient jdbc, Ledger ledger, Json json) {
        this.jdbc = jdbc;
        this.ledger = ledger;
        this.json = json;
    }

    /** @throws Unclear where no host is meant. Returns whether it was news */
    boolean fold(Message message, Said.OfItem said) {
        record Known(long id, Item said) {}
        Known known = jdbc.sql(LOCK)
                .params(message.source(), message.number())
                .query((row, n) -> new Known(row.getLong("id"), json.read(row.getString("said"), Item.class)))
                .single();
        Item now = known.said().with(message.stamp(), said);
        if (now.equals(known.said())) {
            return false;
        }
        if (!now.newest().stamp().equals(message.stamp())) {
            // A word of old that a newer one has overtaken: it is kept, and nothing is done to the host that it names.
            jdbc.sql("update cis set said = ?::jsonb where id = ?")
                    .params(json.write(now), known.id())
                    .update();
            return true;
        }
        List<Long> hosts = find(said);
        if (hosts.isEmpty()) {
            throw new Unclear(
                    "is about a host that does not exist here: service tag %s, address %s. Sweep it, and replay this"
                            .formatted(said.serviceTag(), said.address()));
        }
        jdbc.sql("update cis set said = ?::jsonb, host_id = ? where id = ?")
                .params(json.write(now), hosts.getFirst(), known.id())
                .update();
        // Every address under which the machine is known.
        hosts.forEach(host -> apply(known.id(), host, known.said(), now, message));
        return true;
    }

    private List<Long> find(Said.OfItem said) {
        return jdbc.sql(FIND)
                .param("serviceTag", said.serviceTag())
                .param("address", said.address())
                .query(Long.class)
                .list();
    }

    private void apply(long id, long host, Item before, Item item, Message message) {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("source", message.source());
        facts.put("ci", message.number());
        if (item.gone()) {
            jdbc.sql("update hosts set retired_at = coalesce(retired_at, now()) where id = ?")
                    .params(host)
                    .update();
            tell(
                    id,
                    host,
                    "ci.retired",
                    "was retired by %s: it is not touched any more".formatted(message.source()),
                    facts);
            return;
        }
        Said.Upserted said = item.upserted().said();
        Map<String, String> tags = tags(said);
        // Tags that it no longer says go; those that others gave stay.
        Set<String> former = before.upserted() == null
                ? Set.of()
                : tags(before.upserted().said()).keySet();
        jdbc.sql("update hosts set tags = (tags - ?::text[]) || ?::jsonb, owner = ?, retired_at = null where id = ?")
                .params(former.toArray(String[]::new), json.write(tags), said.owner(), host)
                .update();
        facts.put("tags", tags);
        facts.put("owner", said.owner());
        tell(id, host, "ci.upserted", "is now as %s says".formatted(message.source()), facts);
    }

    private static Map<String, String> tags(Said.Upserted said) {
        Map<String, String> tags = new LinkedHashMap<>(said.tags() == null ? Map.of() : said.tags());
        if (said.site() != null) {
            tags.put("site", said.site());
        }
        return tags;
    }

    private void tell(long id, long host, String type, String what, Map<String, Object> facts) {
        ledger.append(Entry.of("ci:" + id, type, "The host of the CI %s %s.".formatted(facts.get("ci"), what))
                .host(host)
                .by(String.valueOf(facts.get("source")))
                .with(facts));
    }
}
