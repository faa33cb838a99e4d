package io.farrier.transport;

import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/**
 * Where this node's lives took Redfish sessions, never their tokens: a hub that was killed can't log out, but its next
 * life can, and a BMC has few sessions to give.
 */
@Repository
public class TakenSessions {

    /** A session that nobody holds any more. */
    public record Left(long hostId, String location) {}

    private final JdbcClient jdbc;

    TakenSessions(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    public void took(long hostId, String life, String location) {
        if (hostId != 0 && location != null) {
            jdbc.sql("insert into bmc_sessions (host_id, hub, location) values (?, ?, ?) on conflict do nothing")
                    .params(hostId, life, location)
                    .update();
        }
    }

    public void ended(long hostId, String location) {
        jdbc.sql("delete from bmc_sessions where host_id = ? and location = ?")
                .params(hostId, location)
                .update();
    }

    /** The sessions that lives which have ended left on this host. */
    public List<String> leftOn(long hostId) {
        return jdbc.sql("select location from bmc_sessions where host_id = ? and hub in"
                        + " (select id from hubs where ended_at is not null)")
                .params(hostId)
                .query(String.class)
                .list();
    }
}
