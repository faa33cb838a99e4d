package io.farrier.vcenter;

import io.farrier.bell.Kind;
import io.farrier.bell.Queued;
import io.farrier.bell.Ring;
import io.farrier.bell.Turns;
import io.farrier.hub.Bodies;
import io.farrier.hub.Headers;
import io.farrier.hub.Made;
import io.farrier.hub.Refused;
import java.util.List;
import org.apache.camel.Body;
import org.apache.camel.Header;
import org.springframework.stereotype.Component;

/** The API's operations on vCenters. No password passes here in either direction. */
@Component("vcenterApi")
class VcenterApi {

    /**
     * A vCenter with what its last sync brought.
     *
     * @param drift those of its hosts that something is wrong with, or that changed
     */
    record Whole(
            Vcenter vcenter,
            List<Estates.ClusterRow> clusters,
            List<Estates.HostRow> hosts,
            List<Estates.HostRow> drift) {}

    private final Vcenters vcenters;
    private final Estates estates;
    private final Estate estate;
    private final Turns turns;
    private final Bodies bodies;

    VcenterApi(Vcenters vcenters, Estates estates, Estate estate, Turns turns, Bodies bodies) {
        this.vcenters = vcenters;
        this.estates = estates;
        this.estate = estate;
        this.turns = turns;
        this.bodies = bodies;
    }

    public List<Vcenter> list() {
        return vcenters.all();
    }

    public Whole get(@Header("id") long id) {
        Vcenter vcenter = vcenters.byId(id);
        List<Estates.HostRow> hosts = estates.hosts(id);
        List<Estates.HostRow> drift = hosts.stream()
                .filter(host -> host.problem() != null || host.was() != null || host.goneAt() != null)
                .toList();
        return new Whole(vcenter, estates.clusters(id), hosts, drift);
    }

    public Made add(@Body String body, @Header(Headers.WHO) String who) {
        Vcenter vcenter = vcenters.add(bodies.read(body, Vcenters.Wanted.class), who);
        return new Made("/vcenters/" + vcenter.id(), vcenter);
    }

    public Vcenter edit(@Header("id") long id, @Body String body, @Header(Headers.WHO) String who) {
        return vcenters.edit(id, bodies.read(body, Vcenters.Wanted.class), who);
    }

    public void remove(@Header("id") long id, @Header(Headers.WHO) String who) {
        vcenters.remove(id, who);
    }

    public Queued sync(@Header("id") long id) {
        Vcenter vcenter = vcenters.byId(id);
        Ring ring = turns.bell(Kind.VCENTER, id)
                .map(bell -> Ring.now(Kind.VCENTER, bell))
                .orElseThrow(() -> Refused.conflict("%s is not enabled.".formatted(vcenter.name())));
        return new Queued("/vcenters/" + id, vcenter, List.of(ring));
    }

    public Vcenter accept(@Header("id") long id, @Header(Headers.WHO) String who) {
        return vcenters.accept(id, who);
    }

    public void forget(@Header("id") long id, @Header("moid") String moid, @Header(Headers.WHO) String who) {
        estate.forget(id, moid, who);
    }

    public List<Estates.ClusterRow> clusters() {
        return estates.clusters(null);
    }
}
