package io.farrier.transport;

import io.farrier.transport.UpdateMode.Offered;
import java.time.Duration;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** What was observed of the ways in which packages come to each host. */
@Repository
public class UpdateModes {

    private static final String OFFERED = """
            insert into update_modes (host_id, transport, fetches, takes, largest, by)
            select h.id, ?, ?, ?, ?, ? from hosts h where h.id = ?
            on conflict (host_id, transport) do update set fetches = excluded.fetches, takes = excluded.takes,
                largest = excluded.largest, by = excluded.by, seen_at = now()
                where (update_modes.fetches, update_modes.takes, update_modes.largest, update_modes.by)
                    is distinct from (excluded.fetches, excluded.takes, excluded.largest, excluded.by)
            """;

    private final JdbcClient jdbc;

    UpdateModes(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    public void offered(long hostId, String transport, Offered offered) {
        jdbc.sql(OFFERED)
                .params(transport, offered.fetches(), offered.takes(), offered.largest(), offered.by(), hostId)
                .update();
    }

    public Optional<Offered> offered(long hostId, String transport) {
        return jdbc.sql("select fetches, takes, largest, by from update_modes where host_id = ? and transport = ?")
                .params(hostId, transport)
                .query((row, n) -> new Offered(
                        row.getBoolean("fetches"),
                        row.getBoolean("takes"),
                        row.getObject("largest", Long.class),
                        row.getString("by")))
                .optional();
    }

    /** @param says the device's own words for why its BMC did not get a file from the hub; null: it got one */
    public void fetched(long hostId, String says) {
        jdbc.sql("update hosts set unfetched = ?, unfetched_at = case when ?::text is null then null else now() end"
                        + " where id = ? and (unfetched is not null or ?::text is not null)")
                .params(says, says, hostId, says)
                .update();
    }

    /** Why the host's BMC could not fetch, where that was within this time. */
    public Optional<String> unfetched(long hostId, Duration within) {
        return jdbc.sql("select unfetched from hosts where id = ? and unfetched is not null"
                        + " and unfetched_at > now() - make_interval(secs => ?)")
                .params(hostId, (double) within.toSeconds())
                .query(String.class)
                .optional();
    }
}
