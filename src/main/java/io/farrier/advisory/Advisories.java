package io.farrier.advisory;

import io.farrier.baseline.Due;
import io.farrier.hub.Refused;
import io.farrier.ledger.Entry;
import io.farrier.ledger.Ledger;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;

/** The advisories that were imported. */
@Repository
public class Advisories {

    /** What mends a component, and the advisory that says so. */
    public record Mend(String advisory, String severity, Advisory.Fix fix) {
        public Advisory.Concern of(String model, String generation) {
            return fix.of(model, generation);
        }
    }

    /** One advisory and how many hosts are exposed to it. */
    public record Listed(
            String id, String severity, List<String> cves, String title, String url, int exposed, int unclear) {}

    private static final String FIXES = """
            insert into advisory_fixes (advisory_id, component, model, generation, fixed)
            select * from unnest(?::text[], ?::text[], ?::text[], ?::text[], ?::text[])
            """;

    private static final String LIST = """
            select a.*, coalesce(e.exposed, 0) as exposed, coalesce(e.unclear, 0) as unclear
            from advisories a left join (
                select advisory_id, count(distinct host_id) filter (where certain) as exposed,
                    count(distinct host_id) filter (where not certain) as unclear
                from exposures join counted_servers c on c.id = host_id group by 1) e on e.advisory_id = a.id
            where a.id > ? order by a.id limit ?
            """;

    private final JdbcClient jdbc;
    private final Ledger ledger;
    private final Due due;

    Advisories(JdbcClient jdbc, Ledger ledger, Due due) {
        this.jdbc = jdbc;
        this.ledger = ledger;
        this.due = due;
    }

    /** What is known of them already is replaced by what is told now; others stay. */
    @Transactional
    public void put(List<Advisory> told, String who) {
        for (Advisory advisory : told) {
            jdbc.sql(
                            "insert into advisories (id, severity, cves, title, url, imported_by) values (?, ?, ?, ?, ?, ?)"
                                    + " on conflict (id) do update set severity = excluded.severity, cves = excluded.cves,"
                                    + " title = excluded.title, url = excluded.url, imported_by = excluded.imported_by, imported_at = now()")
                    .params(
                            advisory.id(),
                            advisory.severity(),
                            advisory.cves().stream()
                                    .map(cve -> cve.toUpperCase(Locale.ROOT))
                                    .toArray(String[]::new),
                            advisory.title(),
                            advisory.url(),
                            who)
                    .update();
            jdbc.sql("delete from advisory_fixes where advisory_id = ?")
                    .params(advisory.id())
                    .update();
            List<Advisory.Fix> fixes = advisory.fixes();
            jdbc.sql(FIXES)
                    .params(
                            fixes.stream().map(fix -> advisory.id()).toArray(String[]::new),
                            fixes.stream().map(fix -> key(fix.component())).toArray(String[]::new),
                            fixes.stream().map(Advisory.Fix::model).toArray(String[]::new),
                            fixes.stream().map(Advisory.Fix::generation).toArray(String[]::new),
                            fixes.stream().map(Advisory.Fix::fixed).toArray(String[]::new))
                    .update();
        }
        due.everybody();
        ledger.append(Entry.of(
                        "advisories",
                        "advisory.imported",
                        "%d advisor%s imported.".formatted(told.size(), told.size() == 1 ? "y was" : "ies were"))
                .by(who)
                .with(Map.of("ids", told.stream().map(Advisory::id).toList())));
    }

    /** @throws Refused where there is none */
    @Transactional
    public void remove(String id, String who) {
        if (jdbc.sql("delete from advisories where id = ?").params(id).update() == 0) {
            throw Refused.unknown("There is no advisory %s.".formatted(id));
        }
        due.everybody();
        ledger.append(Entry.of(
                        "advisories",
                        "advisory.removed",
                        "The advisory %s was removed; nobody is exposed to it any more.".formatted(id))
                .by(who)
                .with(Map.of("ids", List.of(id))));
    }

    public List<Listed> page(String after, int limit) {
        return jdbc.sql(LIST)
                .params(after, limit)
                .query((row, n) -> new Listed(
                        row.getString("id"),
                        row.getString("severity"),
                        List.of((String[]) row.getArray("cves").getArray()),
                        row.getString("title"),
                        row.getString("url"),
                        row.getInt("exposed"),
                        row.getInt("unclear")))
                .list();
    }

    /** What mends which of these components, by {@link #key} of its id or PCI ids. */
    public Map<String, List<Mend>> mends(Collection<String> components) {
        Map<String, List<Mend>> found = new HashMap<>();
        jdbc.sql("select f.*, a.severity from advisory_fixes f join advisories a on a.id = f.advisory_id"
                        + " where f.component = any (?)")
                .param(components.toArray(String[]::new))
                .query(row -> {
                    found.computeIfAbsent(row.getString("component"), id -> new ArrayList<>())
                            .add(new Mend(
                                    row.getString("advisory_id"),
                                    row.getString("severity"),
                                    new Advisory.Fix(
                                            row.getString("component"),
                                            row.getString("model"),
                                            row.getString("generation"),
                                            row.getString("fixed"))));
                });
        return found;
    }

    /** How a component is written in {@link #mends}. */
    public static String key(String component) {
        return component == null ? null : component.toUpperCase(Locale.ROOT);
    }
}
