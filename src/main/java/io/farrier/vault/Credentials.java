package io.farrier.vault;

import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

@Repository
public class Credentials {
    private static final String FOR_HOST =
            """
            select id, name, username, vault_path, version from credentials
            where kind = 'bmc' and (host_id = ? or cidr >>= ?::inet or host_id is null and cidr is null)
            order by host_id is null, cidr is null, masklen(cidr) desc, priority desc, id limit 1
            """;
    private final JdbcClient jdbc;
    Credentials(JdbcClient jdbc) { this.jdbc = jdbc; }
    public Optional<Credential> forHost(long hostId, String mgmtIp) {
        return jdbc.sql(FOR_HOST).params(hostId, mgmtIp).query((row, n) -> new Credential(row.getLong("id"), row.getString("name"), row.getString("username"), row.getString("vault_path"), row.getInt("version"))).optional();
    }
}
