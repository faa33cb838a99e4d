package io.farrier.files;

import io.farrier.catalog.Artifacts;
import io.farrier.hub.Order;
import io.farrier.hub.Refused;
import io.farrier.ledger.Entry;
import io.farrier.ledger.Ledger;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.jdbc.core.RowMapper;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/**
 * The firmware files as people see and keep them. Each change is one transaction with its event, and alone with the
 * file: nobody stores it meanwhile.
 */
@Repository
public class StoredFiles {

    /**
     * What needs a file, the first reason in order. A file is a package's by the package's strongest hash, as in the
     * store. {@code :used} seconds after its last run a file is still kept, since that is what stood on the host before.
     */
    private static final String NEEDED = """
            with packaged as (
                select a.sha256, p.id, p.catalog_id, p.file_name from artifacts a join packages p on p.hash_sha256 = a.sha256
                where :sha256::text is null or a.sha256 = :sha256
                union all
                select a.sha256, p.id, p.catalog_id, p.file_name from artifacts a
                join packages p on p.hash_md5 = a.md5 and (p.size is null or p.size = a.size)
                where p.hash_sha256 is null and (:sha256::text is null or a.sha256 = :sha256)),
            planned as (
                select (promise ->> 'packageId')::bigint as id, min(u.name) as name
                from update_plans u join plan_targets t on t.plan_id = u.id
                cross join jsonb_array_elements(t.promises) promise
                where u.state in ('draft', 'approved', 'scheduled', 'running', 'paused')
                   or exists (select 1 from host_runs r where r.plan_id = u.id and r.ended_at is null)
                group by 1)
            select a.*, coalesce(
                (select 'the run ' || min(l.run_id) || ', which has not ended' from links l
                 where l.sha256 = a.sha256 and l.closed_at is null having count(*) > 0),
                (select 'the plan ' || min(n.name) from packaged p join planned n on n.id = p.id
                 where p.sha256 = a.sha256 having count(*) > 0),
                case when a.pinned is not null then 'its pin: ' || a.pinned end,
                (select 'the mirror ' || min(m.name) from packaged p join mirror_files f on f.package_id = p.id
                 join mirrors m on m.id = f.mirror_id where p.sha256 = a.sha256 having count(*) > 0),
                (select 'the catalog ' || coalesce(min(c.version), min(c.release_id), 'of ' || min(c.source))
                 from packaged p join catalogs c on c.id = p.catalog_id and c.state = 'current'
                 where p.sha256 = a.sha256 having count(*) > 0),
                (select 'the baseline ' || min(b.name) from packaged p join baselines b on b.catalog_id = p.catalog_id
                 where p.sha256 = a.sha256 having count(*) > 0),
                (select 'hosts that a run gave it to at ' || to_char(max(l.created_at) at time zone 'UTC', 'YYYY-MM-DD')
                 from links l where l.sha256 = a.sha256 and l.created_at > now() - :used * interval '1 second'
                 having count(*) > 0),
                case when a.stored_at > now() - interval '1 day' then 'whoever brought it today' end) as needed_by
            from artifacts a
            """;

    private static final Map<String, String> KEYS = Map.of(
            "sha256", "t.sha256",
            "name", "lower(t.file_name)",
            "size", "t.size",
            "storedAt", "t.stored_at");

    private static final String PAGE = NEEDED + """
            join artifacts t on t.sha256 = a.sha256
            where (:state::text is null or (a.quarantined is not null) = (:state = 'quarantined'))
              and (:name::text is null or strpos(lower(a.file_name), lower(:name)) > 0) and
            """;

    private static final String UNNEEDED = "select * from (" + NEEDED
            + ") f where needed_by is null and (quarantined is null or quarantined_by is null"
            + " and quarantined_at < now() - :used * interval '1 second') order by stored_at limit :limit";

    private final JdbcClient jdbc;
    private final Artifacts artifacts;
    private final Ledger ledger;
    private final Duration used;

    StoredFiles(JdbcClient jdbc, Artifacts artifacts, Ledger ledger, @Value("${farrier.files.keep}") Duration used) {
        this.jdbc = jdbc;
        this.artifacts = artifacts;
        this.ledger = ledger;
        this.used = used;
    }

    /**
     * Some of them.
     *
     * @param after the last hash of the page before; empty for the first
     * @param state stored, quarantined or null for both
     * @param name a part of the file name; null for any
     * @param sort sha256, name, size or storedAt, with {@code -} in front the other way round
     */
    public List<StoredFile> page(String after, String state, String name, int limit, String sort) {
        Order order = Order.of("artifacts", "sha256", sort, KEYS);
        order.check(jdbc, after);
        return jdbc.sql(PAGE + order.behind() + order.by())
                .param("sha256", null)
                .param("used", used.toSeconds())
                .param("after", after)
                .param("state", state)
                .param("name", name)
                .param("limit", limit)
                .query(ROW)
                .list();
    }

    /** @throws Refused when this hub has no such file */
    public StoredFile find(String sha256) {
        return jdbc.sql(NEEDED + "where a.sha256 = :sha256")
                .param("sha256", sha256)
                .param("used", used.toSeconds())
                .query(ROW)
                .optional()
                .orElseThrow(() -> Refused.unknown("This hub has no file with the SHA-256 " + sha256 + "."));
    }

    /** Those that nothing needs, the oldest first; what the hub itself has set aside is kept as long as one that was used. */
    public List<StoredFile> unneeded(int limit) {
        return jdbc.sql(UNNEEDED)
                .param("sha256", null)
                .param("used", used.toSeconds())
                .param("limit", limit)
                .query(ROW)
                .list();
    }

    /** From now on it is not used: not offered, and not handed out where it was. */
    public StoredFile quarantine(String sha256, String reason, String who) throws IOException {
        String why = said(reason, "Say why the file is quarantined, for those who want to use it.");
        artifacts.alone(sha256, () -> {
            StoredFile file = find(sha256);
            if (file.quarantined() != null) {
                throw Refused.conflict(
                        "%s is in quarantine already: %s".formatted(file.fileName(), file.quarantined()));
            }
            jdbc.sql(
                            "update artifacts set quarantined = ?, quarantined_by = ?, quarantined_at = now() where sha256 = ?")
                    .params(why, who, sha256)
                    .update();
            tell(file, "quarantined", "%s was put into quarantine: %s".formatted(file.fileName(), why), who);
            artifacts.setAside(sha256);
            return file;
        });
        return find(sha256);
    }

    /**
     * A person says that a file may be used after all. That makes it no package's file whose hash it does not have.
     *
     * @throws Refused when it is not in quarantine
     */
    public StoredFile release(String sha256, String reason, String who) throws IOException {
        String why = said(reason, "Say why the file may be used after all.");
        artifacts.alone(sha256, () -> {
            StoredFile file = find(sha256);
            if (file.quarantined() == null) {
                throw Refused.conflict(file.fileName() + " is not in quarantine.");
            }
            jdbc.sql("update artifacts set quarantined = null, quarantined_by = null, quarantined_at = null"
                            + " where sha256 = ?")
                    .params(sha256)
                    .update();
            tell(file, "released", "%s was let out of quarantine: %s".formatted(file.fileName(), why), who);
            artifacts.takeBack(sha256);
            return file;
        });
        return find(sha256);
    }

    /** Keeps a file whatever the retention says; with null as the reason no longer. */
    public StoredFile pin(String sha256, String reason, String who) throws IOException {
        artifacts.alone(sha256, () -> {
            StoredFile file = find(sha256);
            jdbc.sql("update artifacts set pinned = ?, pinned_by = ? where sha256 = ?")
                    .params(reason, reason == null ? null : who, sha256)
                    .update();
            tell(
                    file,
                    reason == null ? "unpinned" : "pinned",
                    reason == null
                            ? file.fileName() + " is no longer pinned."
                            : "%s was pinned: %s".formatted(file.fileName(), reason),
                    who);
            return file;
        });
        return find(sha256);
    }

    /**
     * Deletes a file, in quarantine or not.
     *
     * @throws Refused when something needs it; it says what
     */
    public void delete(String sha256, String why, String who) throws IOException {
        artifacts.alone(sha256, () -> {
            StoredFile file = find(sha256);
            if (file.quarantined() == null && file.neededBy() != null) {
                throw Refused.conflict(("%s is not deleted: it is needed by %s. Quarantine it if it must not be used.")
                        .formatted(file.fileName(), file.neededBy()));
            }
            jdbc.sql("delete from artifacts where sha256 = ?").params(sha256).update();
            tell(file, "deleted", "%s (%,d bytes) was deleted: %s".formatted(file.fileName(), file.size(), why), who);
            artifacts.erase(sha256);
            return file;
        });
    }

    static String said(String reason, String otherwise) {
        if (reason == null || reason.isBlank()) {
            throw Refused.invalid(otherwise);
        }
        return reason.strip();
    }

    private void tell(StoredFile file, String what, String sentence, String who) {
        ledger.append(Entry.of("files", "files." + what, sentence)
                .by(who)
                .with(Map.of("sha256", file.sha256(), "size", file.size())));
    }

    private static final RowMapper<StoredFile> ROW = (row, n) -> new StoredFile(
            row.getString("sha256"),
            row.getString("md5"),
            row.getLong("size"),
            row.getString("file_name"),
            row.getString("quarantined") == null ? "stored" : "quarantined",
            row.getString("source"),
            row.getTimestamp("stored_at").toInstant(),
            row.getString("quarantined"),
            row.getString("quarantined_by"),
            row.getTimestamp("quarantined_at") == null
                    ? null
                    : row.getTimestamp("quarantined_at").toInstant(),
            row.getString("pinned"),
            row.getString("pinned_by"),
            row.getString("needed_by"));
}
