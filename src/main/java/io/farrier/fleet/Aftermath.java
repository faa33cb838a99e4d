package io.farrier.fleet;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.farrier.ledger.Entry;
import io.farrier.ledger.Ledger;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/**
 * What a run leaves on its host: the inventory before and after, and whether what is known may be older than what was done. Part of the
 * transaction of whoever tells it.
 */
@Repository
public class Aftermath {

    private static final String BEFORE = """
            insert into run_inventories (run_id, before)
            select ?, coalesce(jsonb_agg(jsonb_build_object('inventoryId', inventory_id, 'name', name, 'version', version)
                order by inventory_id), '[]') from components where host_id = ?
            """;

    /** A host that was read after that is none: the device's clock says so, and where it tells nothing, ours. */
    private static final String STALE = """
            insert into stale_inventories (host_id, run_id, collected_at)
            select id, :run, :collected from hosts where id = :host
                and not (:collected::timestamptz is not null and system_inventory_time is not null
                    and system_inventory_time > :collected::timestamptz)
            on conflict (host_id) do update set run_id = excluded.run_id, since = now(), asked_at = null, asks = 0,
                collected_at = greatest(excluded.collected_at, stale_inventories.collected_at)
            """;

    private static final String FRESH = """
            delete from stale_inventories where host_id = :host
                and (collected_at is null or collected_at < :collected::timestamptz) returning run_id
            """;

    /** The first time at once, then after one minute, two, four … an hour; not while a run is at work there. */
    private static final String ASK = """
            update stale_inventories s set asked_at = now(), asks = asks + 1 where host_id in (
                select host_id from stale_inventories d
                where (asked_at is null or asked_at + least(3600, 60 * power(2, least(asks, 10) - 1)) * interval '1 second' <= now())
                    and not exists (select 1 from host_runs r where r.host_id = d.host_id and r.ended_at is null)
                order by asked_at nulls first, host_id limit ? for update skip locked)
            returning host_id
            """;

    private record Held(String inventoryId, String name, String version) {}

    private final JdbcClient jdbc;
    private final Hosts hosts;
    private final Ledger ledger;
    private final ObjectMapper json;

    Aftermath(JdbcClient jdbc, Hosts hosts, Ledger ledger, ObjectMapper json) {
        this.jdbc = jdbc;
        this.hosts = hosts;
        this.ledger = ledger;
        this.json = json;
    }

    /** A run begins: what the host holds is kept. */
    public void begins(long run, long host) {
        jdbc.sql(BEFORE).params(run, host).update();
    }

    /**
     * A run has ended, in whichever way.
     *
     * @param unproven it changed the host, or may have, and no version was read back that proves what is there now
     * @param collected when the device had collected its inventory before it was restarted; null: not told, or not restarted
     */
    public void ended(long run, long host, boolean unproven, Instant collected) {
        int stale = unproven
                ? jdbc.sql(STALE)
                        .param("run", run)
                        .param("host", host)
                        .param("collected", time(collected))
                        .update()
                : 0;
        if (stale == 0) {
            compare(run, host);
        }
    }

    /** The host was read. @param collected when the device says that it has collected; null: it does not say */
    void read(long host, Instant collected) {
        jdbc.sql(FRESH)
                .param("host", host)
                .param("collected", time(collected))
                .query(Long.class)
                .list()
                .forEach(run -> compare(run, host));
    }

    /** Some of those that are to be read anew. */
    public List<Host> due(int most) {
        return jdbc.sql(ASK).params(most).query(Long.class).list().stream()
                .flatMap(id -> hosts.byId(id).stream())
                .toList();
    }

    private void compare(long run, long host) {
        List<Component> before = before(run);
        List<String> changes = Changes.of(before, hosts.components(host));
        String label = hosts.byId(host).map(Host::label).orElse("The host");
        ledger.append(Entry.of(
                        "run:" + run,
                        "run.inventory-compared",
                        changes.isEmpty()
                                ? label + " holds what it held before this run."
                                : "%s holds other firmware than before this run: %s."
                                        .formatted(label, String.join(", ", changes)))
                .run(run)
                .host(host)
                .with(Map.of("changes", changes)));
    }

    private List<Component> before(long run) {
        return jdbc
                .sql("select before from run_inventories where run_id = ?")
                .params(run)
                .query(String.class)
                .optional()
                .map(this::held)
                .orElse(List.of())
                .stream()
                .map(held -> new Component(
                        held.inventoryId(),
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        held.name(),
                        held.version(),
                        false,
                        null,
                        false))
                .toList();
    }

    private List<Held> held(String text) {
        try {
            return json.readValue(text, new TypeReference<List<Held>>() {});
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the inventory before a run is no JSON", e);
        }
    }

    private static Timestamp time(Instant at) {
        return at == null ? null : Timestamp.from(at);
    }
}
