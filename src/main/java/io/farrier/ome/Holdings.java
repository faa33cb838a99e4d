package io.farrier.ome;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.farrier.bell.Ring;
import io.farrier.bell.Turn;
import io.farrier.bell.Turns;
import io.farrier.fleet.Sweep;
import io.farrier.fleet.Sweeps;
import io.farrier.hub.Refused;
import io.farrier.ledger.Entry;
import io.farrier.ledger.Ledger;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;

/**
 * What each OME showed at its last sync. A sync is one transaction: all of it, with its events and the tags of hosts, or nothing. What
 * an OME shows no more is marked and stays; a host is never deleted, nor made, here: a sweep goes and asks its BMC.
 */
@Repository
public class Holdings {

    private static final String WRITE = """
            insert into ome_devices (ome_id, device_id, name, service_tag, model, system_id, address, port, tags, given, inventoried,
                software, host_id, problem)
            values (:ome, :device, :name, :serviceTag, :model, :systemId, :address, :port, :tags::jsonb, :given::jsonb,
                :inventoried, :software::jsonb, :host, :problem)
            on conflict (ome_id, device_id) do update set name = excluded.name, service_tag = excluded.service_tag,
                model = excluded.model, system_id = excluded.system_id, address = excluded.address, port = excluded.port,
                tags = excluded.tags, given = excluded.given,
                inventoried = coalesce(excluded.inventoried, ome_devices.inventoried),
                software = coalesce(excluded.software, ome_devices.software), host_id = excluded.host_id,
                problem = excluded.problem, seen_at = now(), gone_at = null,
                swept_at = case when ome_devices.address = excluded.address then ome_devices.swept_at end
            """;

    /** A device as one of ours was shown last. */
    public record Held(
            long deviceId,
            String name,
            String serviceTag,
            String model,
            String systemId,
            String address,
            Integer port,
            Map<String, String> tags,
            Map<String, String> given,
            List<Software> software,
            Long hostId,
            String problem,
            Instant sweptAt,
            Instant seenAt,
            Instant goneAt) {}

    private final JdbcClient jdbc;
    private final Turns turns;
    private final Sweeps sweeps;
    private final Ledger ledger;
    private final ObjectMapper json;
    private final Duration again;

    Holdings(
            JdbcClient jdbc,
            Turns turns,
            Sweeps sweeps,
            Ledger ledger,
            ObjectMapper json,
            @Value("${farrier.ome.again}") Duration again) {
        this.jdbc = jdbc;
        this.turns = turns;
        this.sweeps = sweeps;
        this.ledger = ledger;
        this.json = json;
        this.again = again;
    }

    public List<Held> of(long omeId) {
        return jdbc.sql("select * from ome_devices where ome_id = ? order by service_tag, device_id")
                .params(omeId)
                .query(this::held)
                .list();
    }

    Held of(long omeId, long deviceId) {
        return jdbc.sql("select * from ome_devices where ome_id = ? and device_id = ?")
                .params(omeId, deviceId)
                .query(this::held)
                .single();
    }

    /** By the Id of a device, its LastInventoryTime when its software was last read. */
    public Map<Long, String> inventoried(long omeId) {
        return jdbc
                .sql("select device_id, inventoried from ome_devices where ome_id = ? and inventoried is not null")
                .params(omeId)
                .query((row, n) -> Map.entry(row.getLong("device_id"), row.getString("inventoried")))
                .list()
                .stream()
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    /**
     * Records a sync.
     *
     * @return the bell of a sweep of addresses that nobody has asked yet; empty where there are none
     * @throws Refused where it shows no server and did before: an account that lost its scope sees an empty estate
     */
    @Transactional
    public Optional<Ring> record(Turn turn, Ome ome, Shown shown, Instant next) {
        Map<Long, Held> before = of(ome.id()).stream().collect(Collectors.toMap(Held::deviceId, held -> held));
        long known =
                before.values().stream().filter(held -> held.goneAt() == null).count();
        if (shown.devices().isEmpty() && known > 0) {
            throw new Refused(
                    "ome",
                    409,
                    "%s shows no server at all, and showed %d before: the hub's account has probably lost its scope. Nothing was changed."
                            .formatted(ome, known));
        }
        List<Match.Server> servers = servers();
        List<Entry> news = new ArrayList<>();
        Set<String> toAsk = new LinkedHashSet<>();
        for (Device device : shown.devices()) {
            Held was = before.remove(device.id());
            Match match = Match.of(device, servers);
            Map<String, String> said = shown.tags().getOrDefault(device.id(), Map.of());
            Map<String, String> given = tag(ome, was, match.hostId(), said);
            String problem = problem(match, shown.torn().getOrDefault(device.id(), Set.of()));
            if (match.ask() && !asked(was, device, turn.now())) {
                if (sweeps.may(device.address())) {
                    toAsk.add(device.address());
                } else {
                    problem = "Its address %s lies outside farrier.sweep.allowed, so nobody asks there."
                            .formatted(device.address());
                }
            }
            write(ome, device, said, given, shown.software().get(device.id()), match.hostId(), problem);
            changed(ome, device, was, match.hostId(), problem, news);
        }
        before.values().stream().filter(held -> held.goneAt() == null).forEach(held -> gone(ome, held, news));
        jdbc.sql("update omes set synced_at = now(), last_problem = null, last_problem_at = null where id = ?")
                .params(ome.id())
                .update();
        ledger.append(news);
        turns.release(turn, next, 0);
        return sweep(ome, toAsk);
    }

    /** A sync did not get through; what is known stays. The event is written when the reason is another than before. */
    @Transactional
    public void failed(Turn turn, Ome ome, String reason, Instant again) {
        if (!reason.equals(ome.lastProblem())) {
            ledger.append(Entry.of("ome:" + ome.id(), "ome.sync.failed", reason).with(Map.of("ome", ome.id())));
        }
        jdbc.sql("update omes set last_problem = ?, last_problem_at = now() where id = ?")
                .params(reason, ome.id())
                .update();
        turns.release(turn, again, turn.stumbles() + 1);
    }

    private Optional<Ring> sweep(Ome ome, Set<String> addresses) {
        if (addresses.isEmpty()) {
            return Optional.empty();
        }
        // A list has its limit; the others are asked after the next sync.
        List<String> some = addresses.stream().limit(1000).toList();
        Sweep sweep = sweeps.request(some, List.of(), "ome:" + ome.name());
        jdbc.sql("update ome_devices set swept_at = now() where ome_id = ? and address = any (?)")
                .params(ome.id(), some.toArray(String[]::new))
                .update();
        return Optional.of(sweeps.bell(sweep));
    }

    private boolean asked(Held was, Device device, Instant now) {
        return was != null
                && was.sweptAt() != null
                && device.address().equals(was.address())
                && was.sweptAt().plus(again).isAfter(now);
    }

    private static String problem(Match match, Set<String> torn) {
        return torn.isEmpty()
                ? match.problem()
                : "Its groups say more than one value of %s, so it has none from here."
                        .formatted(String.join(", ", torn.stream().sorted().toList()));
    }

    /** Writes the tags of the host that it is, takes back those of the one that it was. @return what the host has from here */
    private Map<String, String> tag(Ome ome, Held was, Long host, Map<String, String> said) {
        if (was != null && was.hostId() != null && !was.hostId().equals(host)) {
            tags(was.hostId(), was.given(), Map.of());
        }
        if (host == null) {
            return Map.of();
        }
        boolean same = was != null && host.equals(was.hostId());
        return tags(host, same ? was.given() : Map.of(), said);
    }

    private Map<String, String> tags(long host, Map<String, String> given, Map<String, String> said) {
        Map<String, String> before = jdbc.sql("select tags from hosts where id = ? for no key update")
                .params(host)
                .query((row, n) -> texts(row.getString("tags")))
                .optional()
                .orElse(Map.of());
        Tags merged = Tags.of(before, given, said);
        if (!merged.now().equals(before)) {
            jdbc.sql("update hosts set tags = ?::jsonb where id = ?")
                    .params(write(merged.now()), host)
                    .update();
        }
        return merged.given();
    }

    private void gone(Ome ome, Held held, List<Entry> news) {
        jdbc.sql("update ome_devices set gone_at = now() where ome_id = ? and device_id = ?")
                .params(ome.id(), held.deviceId())
                .update();
        news.add(entry(
                ome,
                held.hostId(),
                "gone",
                "%s shows %s no more. Its host stays, with its tags."
                        .formatted(ome.name(), label(held.serviceTag(), held.name()))));
    }

    private static void changed(Ome ome, Device device, Held was, Long host, String problem, List<Entry> news) {
        String label = label(device.serviceTag(), device.name());
        if (was == null) {
            news.add(entry(
                    ome,
                    host,
                    "device",
                    "%s shows %s%s."
                            .formatted(ome.name(), label, device.address() == null ? "" : ", at " + device.address())));
        } else if (was.goneAt() != null) {
            news.add(entry(ome, host, "back", "%s shows %s again.".formatted(ome.name(), label)));
        }
        if (problem != null && (was == null || !problem.equals(was.problem()))) {
            news.add(entry(ome, host, "problem", "%s of %s: %s".formatted(label, ome.name(), problem)));
        }
    }

    private static String label(String serviceTag, String name) {
        return serviceTag == null ? String.valueOf(name) : serviceTag;
    }

    private static Entry entry(Ome ome, Long host, String what, String sentence) {
        Entry entry = Entry.of("ome:" + ome.id(), "ome." + what, sentence).with(Map.of("ome", ome.id()));
        return host == null ? entry : entry.host(host);
    }

    private List<Match.Server> servers() {
        return jdbc.sql("""
                        select id, host(mgmt_ip) as address, mgmt_port, service_tag from hosts where mgmt_kind = 'server'
                        order by (last_problem is not null), id
                        """)
                .query((row, n) -> new Match.Server(
                        row.getLong("id"),
                        row.getString("address"),
                        row.getInt("mgmt_port"),
                        row.getString("service_tag")))
                .list();
    }

    private void write(
            Ome ome,
            Device device,
            Map<String, String> said,
            Map<String, String> given,
            List<Software> software,
            Long host,
            String problem) {
        Map<String, Object> row = new HashMap<>();
        row.put("ome", ome.id());
        row.put("device", device.id());
        row.put("name", device.name());
        row.put("serviceTag", device.serviceTag());
        row.put("model", device.model());
        row.put("systemId", device.systemId());
        row.put("address", device.address());
        row.put("port", device.port());
        row.put("tags", write(said));
        row.put("given", write(given));
        row.put("inventoried", software == null ? null : device.inventoried());
        row.put("software", software == null ? null : write(software));
        row.put("host", host);
        row.put("problem", problem);
        jdbc.sql(WRITE).params(row).update();
    }

    private Held held(ResultSet row, int n) throws SQLException {
        String software = row.getString("software");
        return new Held(
                row.getLong("device_id"),
                row.getString("name"),
                row.getString("service_tag"),
                row.getString("model"),
                row.getString("system_id"),
                row.getString("address"),
                row.getObject("port", Integer.class),
                texts(row.getString("tags")),
                texts(row.getString("given")),
                software == null ? List.of() : read(software, new TypeReference<>() {}),
                row.getObject("host_id", Long.class),
                row.getString("problem"),
                instant(row.getTimestamp("swept_at")),
                instant(row.getTimestamp("seen_at")),
                instant(row.getTimestamp("gone_at")));
    }

    static Instant instant(Timestamp time) {
        return time == null ? null : time.toInstant();
    }

    private Map<String, String> texts(String tags) throws SQLException {
        return read(tags, new TypeReference<>() {});
    }

    private <T> T read(String text, TypeReference<T> type) throws SQLException {
        try {
            return json.readValue(text, type);
        } catch (JsonProcessingException e) {
            throw new SQLException("what was kept of an OME can't be read", e);
        }
    }

    private String write(Object what) {
        try {
            return json.writeValueAsString(what);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
