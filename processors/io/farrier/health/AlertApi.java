package io.farrier.health;

import io.farrier.fleet.Host;
import io.farrier.fleet.Hosts;
import io.farrier.hub.Headers;
import io.farrier.hub.Refused;
import java.net.URI;
import java.time.Instant;
import org.apache.camel.Header;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/** The API's operations on what BMCs say by themselves. */
@Component("alertApi")
class AlertApi {

    /**
     * How a host is, as far as its BMC has said it, and how old that is.
     *
     * @param health as its inventory told it; null: it did not
     * @param readAt when that was read
     * @param lastAlert null: it has said nothing by itself yet
     */
    record Shown(long hostId, String health, Instant readAt, Alerts.Last lastAlert) {}

    /** What a subscription at the BMC needs. @param context comes back with each event */
    record Place(String destination, String context, String protocol, String eventFormatType) {}

    private final Hosts hosts;
    private final Alerts alerts;
    private final AlertToken tokens;
    private final URI base;

    AlertApi(Hosts hosts, Alerts alerts, AlertToken tokens, @Value("${farrier.alerts.base-url}") URI base) {
        this.hosts = hosts;
        this.alerts = alerts;
        this.tokens = tokens;
        this.base = base;
    }

    public Shown health(@Header("id") long id) {
        Host host = host(id);
        return new Shown(id, host.health(), host.inventoryAt(), alerts.last(id).orElse(null));
    }

    public Place place(@Header("id") long id, @Header(Headers.WHO) String who) {
        Host host = host(id);
        alerts.asked(host, who);
        return new Place(base + "/bmc-events/" + tokens.of(id), "farrier", "Redfish", "Event");
    }

    private Host host(long id) {
        return hosts.byId(id).orElseThrow(() -> Refused.unknown("There is no host " + id + "."));
    }
}
