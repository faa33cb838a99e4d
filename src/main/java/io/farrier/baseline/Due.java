package io.farrier.baseline;

import java.util.Collection;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/**
 * Hosts that are to be judged anew, because what is good has changed: a baseline, a waiver, an advisory, or (by triggers, V12 and V27)
 * the current catalog or what is known of the host itself, such as its tags. It is written with that change, so a hub that dies after it
 * forgets nobody; a clock takes them from here.
 */
@Repository
public class Due {

    private static final String EVERYBODY = """
            insert into evaluations_due (host_id) select distinct host_id from components order by 1 on conflict (host_id) do nothing
            """;

    /** Those whose waiver holds no more. */
    private static final String EXPIRED = """
            insert into evaluations_due (host_id) select distinct v.host_id from verdicts v join waivers w on w.id = v.waiver_id
                where w.withdrawn_by is not null or w.expires_at <= now()
            on conflict (host_id) do nothing
            """;

    private final JdbcClient jdbc;

    Due(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Everybody with an inventory. Part of the transaction of the change. */
    public void everybody() {
        jdbc.sql(EVERYBODY).update();
    }

    public void expired() {
        jdbc.sql(EXPIRED).update();
    }

    /** Those of these hosts that wait. */
    public List<Long> among(Collection<Long> hosts) {
        return jdbc.sql("select host_id from evaluations_due where host_id = any(?) order by 1")
                .param(hosts.toArray(Long[]::new))
                .query(Long.class)
                .list();
    }

    /** These are judged in this transaction, for whatever reason. */
    public void done(Collection<Long> hosts) {
        jdbc.sql("delete from evaluations_due where host_id = any(?)")
                .param(hosts.toArray(Long[]::new))
                .update();
    }

    /** All that wait, whatever of them another hub is at by now. */
    public List<Long> waiting() {
        return jdbc.sql("select host_id from evaluations_due order by 1")
                .query(Long.class)
                .list();
    }
}
