package io.farrier.readiness;

import io.farrier.fleet.Host;
import io.farrier.fleet.Hosts;
import io.farrier.hub.Page;
import io.farrier.hub.Refused;
import io.farrier.transport.Bmc;
import org.apache.camel.Header;
import org.springframework.stereotype.Component;

/** The API's operations on readiness. */
@Component("readinessApi")
class ReadinessApi {

    record Fleet(Summary summary, Page<Reading> hosts) {}

    private final Readings readings;
    private final Hosts hosts;

    ReadinessApi(Readings readings, Hosts hosts) {
        this.readings = readings;
        this.hosts = hosts;
    }

    public Fleet list(@Header("after") long after, @Header("limit") int limit, @Header("risk") String risk) {
        return new Fleet(readings.summary(), Page.of(readings.page(after, limit, risk), limit, Reading::host));
    }

    public Reading get(@Header("id") long id) {
        Host host = host(id);
        return readings.of(id)
                .orElseThrow(() -> Refused.unknown(host.label()
                        + " was not asked yet whether it is ready: POST /hosts/%d/readiness asks now.".formatted(id)));
    }

    public Bmc bmc(@Header("id") long id) {
        return host(id).bmc();
    }

    private Host host(long id) {
        return hosts.byId(id).orElseThrow(() -> Refused.unknown("There is no host " + id + "."));
    }
}
