package io.farrier.window;

import io.farrier.hub.Refused;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Which hosts are in which scope, as the view {@code host_places} says. */
@Repository
class Places {

    private final JdbcClient jdbc;

    Places(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Those of these hosts that are there. */
    Map<Long, Place> of(Collection<Long> hosts) {
        Map<Long, Place> places = new HashMap<>();
        jdbc.sql("select host_id, site, cluster from host_places where host_id = any (?)")
                .params((Object) hosts.toArray(Long[]::new))
                .query(row -> {
                    long host = row.getLong("host_id");
                    places.put(host, new Place(host, row.getString("site"), row.getString("cluster")));
                });
        return places;
    }

    long count(Scope scope) {
        String column =
                switch (scope.kind()) {
                    case DATACENTER -> "site";
                    case CLUSTER -> "cluster";
                    case HOST -> "host_id::text";
                };
        return jdbc.sql("select count(*) from host_places where " + column + " = ?")
                .params(scope.name())
                .query(Long.class)
                .single();
    }

    /** @throws Refused for a host that is not there; a datacenter or a cluster may come later */
    void check(Scope scope) {
        if (scope != null && scope.kind() == Scope.Kind.HOST && count(scope) == 0) {
            throw Refused.invalid("There is no host %s.".formatted(scope.name()));
        }
    }
}
