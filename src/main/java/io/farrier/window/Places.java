package io.farrier.window;

import io.farrier.hub.Refused;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Which hosts are in which scope, as the view {@code host_places} says. */
@Repository
class Places {

    /** Letters of the names that are shown. */
    private static final int MOST = 300;

    private static final String NAMED = """
            select p.host_id, p.site, p.cluster, k.datacenter, k.name, h.tags ->> 'cluster' as tag
            from host_places p join hosts h on h.id = p.host_id left join vcenters v on v.url = h.vcenter_url
            left join vcenter_clusters k on k.vcenter_id = v.id and k.moid = h.cluster_moid and k.gone_at is null
            """;

    private final JdbcClient jdbc;

    Places(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Those of these hosts that are there. */
    Map<Long, Place> of(Collection<Long> hosts) {
        Map<Long, Place> places = new HashMap<>();
        jdbc.sql(NAMED + "where p.host_id = any (?)")
                .params((Object) hosts.toArray(Long[]::new))
                .query(row -> {
                    long host = row.getLong("host_id");
                    places.put(host, new Place(host, row.getString("site"), row.getString("cluster"), also(row)));
                });
        return places;
    }

    private static Set<Scope> also(ResultSet row) throws SQLException {
        Set<Scope> also = new HashSet<>();
        add(also, Scope.Kind.DATACENTER, row.getString("datacenter"));
        add(also, Scope.Kind.CLUSTER, row.getString("name"));
        add(also, Scope.Kind.CLUSTER, row.getString("tag"));
        return Set.copyOf(also);
    }

    private static void add(Set<Scope> also, Scope.Kind kind, String name) {
        if (name != null) {
            also.add(new Scope(kind, name));
        }
    }

    /** @param scope null: everywhere */
    long count(Scope scope) {
        if (scope == null) {
            return jdbc.sql("select count(*) from hosts").query(Long.class).single();
        }
        String columns =
                switch (scope.kind()) {
                    case DATACENTER -> "site, datacenter";
                    case CLUSTER -> "cluster, name, tag";
                    case HOST -> "host_id::text";
                };
        return jdbc.sql("select count(*) from (" + NAMED + ") n where ? in (" + columns + ")")
                .params(scope.name())
                .query(Long.class)
                .single();
    }

    /** @return what to say of a scope that nobody is in; null: somebody is */
    String nobody(Scope scope) {
        return scope == null || count(scope) > 0
                ? null
                : "No host is in %s now.%s".formatted(scope, scope.kind() == Scope.Kind.HOST ? "" : known(scope));
    }

    private String known(Scope scope) {
        String columns =
                scope.kind() == Scope.Kind.CLUSTER ? "coalesce(name, tag, cluster)" : "coalesce(site, datacenter)";
        String all = jdbc.sql("select string_agg(distinct " + columns + ", ', ') from (" + NAMED + ") n")
                .query((row, n) -> row.getString(1))
                .list()
                .getFirst();
        if (all == null) {
            return " No host is in any %s that is known.".formatted(scope.kind().word());
        }
        return " Known are: " + (all.length() > MOST ? all.substring(0, MOST) + " …" : all) + ".";
    }

    /** @throws Refused for a host that is not there; a datacenter or a cluster may come later */
    void check(Scope scope) {
        if (scope != null && scope.kind() == Scope.Kind.HOST && count(scope) == 0) {
            throw Refused.invalid("There is no host %s.".formatted(scope.name()));
        }
    }
}
