package io.farrier.ome;

import io.farrier.fleet.Host;
import io.farrier.fleet.Hosts;
import io.farrier.hub.Refused;
import java.util.List;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Who says what of a host, to be read. */
@Repository
public class Testimony {

    private final JdbcClient jdbc;
    private final Hosts hosts;
    private final Omes omes;
    private final Holdings holdings;

    Testimony(JdbcClient jdbc, Hosts hosts, Omes omes, Holdings holdings) {
        this.jdbc = jdbc;
        this.hosts = hosts;
        this.omes = omes;
        this.holdings = holdings;
    }

    /** @throws Refused where there is no such host */
    public List<Claim> of(long hostId) {
        Host host = hosts.byId(hostId).orElseThrow(() -> Refused.unknown("There is no host " + hostId + "."));
        List<Claims.Said> said = jdbc
                .sql("select ome_id, device_id from ome_devices where host_id = ?"
                        + " or address = ? or service_tag = upper(?) order by ome_id, device_id")
                .params(hostId, host.address(), host.serviceTag())
                .query((row, n) -> Map.entry(row.getLong("ome_id"), row.getLong("device_id")))
                .list()
                .stream()
                .map(key -> said(key.getKey(), key.getValue()))
                .toList();
        return Claims.of(host, Claims.texts(host), said);
    }

    private Claims.Said said(long omeId, long deviceId) {
        Holdings.Held held = holdings.of(omeId, deviceId);
        return new Claims.Said(
                "ome:" + omes.byId(omeId).name(),
                held.serviceTag(),
                held.model(),
                held.systemId(),
                held.address(),
                held.tags(),
                held.given(),
                held.seenAt(),
                held.goneAt());
    }
}
