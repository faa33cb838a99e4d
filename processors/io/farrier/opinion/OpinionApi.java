package io.farrier.opinion;

import io.farrier.bell.Queued;
import io.farrier.bell.Ring;
import io.farrier.catalog.Catalog;
import io.farrier.fleet.Host;
import io.farrier.fleet.Hosts;
import io.farrier.hub.Headers;
import io.farrier.hub.Page;
import io.farrier.hub.Refused;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.camel.Header;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/** The API's operations on what devices say of themselves, and the clock that asks them. */
@Component("opinionApi")
class OpinionApi {

    /** Of one host. */
    record Held(Opinion opinion, List<Disagreement> disagreements) {}

    private final Opinions opinions;
    private final Hosts hosts;
    private final int each;
    private final Duration period;

    OpinionApi(
            Opinions opinions,
            Hosts hosts,
            @Value("${farrier.opinion.each}") int each,
            @Value("${farrier.opinion.period}") Duration period) {
        this.opinions = opinions;
        this.hosts = hosts;
        this.each = each;
        this.period = period;
    }

    private Host host(long id) {
        return hosts.byId(id).orElseThrow(() -> Refused.unknown("There is no host " + id + "."));
    }

    public Held get(@Header("id") long id) {
        Opinion opinion = opinions.ofHost(host(id).id())
                .orElseThrow(() -> Refused.unknown("The host " + id + " was not asked yet."));
        return new Held(opinion, opinions.disagreements(List.of(id)));
    }

    public Queued ask(@Header("id") long id, @Header(Headers.WHO) String who) {
        Catalog catalog = opinions.catalog(host(id).id())
                .orElseThrow(() -> Refused.conflict(
                        "There is no current catalog that a device could be given: sync one, or upload packages."));
        Ring ring = opinions.ask(id, catalog, who);
        return new Queued("/hosts/" + id + "/opinion", opinions.ofHost(id).orElseThrow(), List.of(ring));
    }

    /** @param limit of hosts, not of disagreements */
    public Page<Disagreement> list(@Header("after") long after, @Header("limit") int limit) {
        List<Long> page = opinions.told(after, limit);
        return new Page<>(opinions.disagreements(page), page.size() < limit ? null : page.getLast());
    }

    /** Those whose turn it is. */
    public List<Ring> due() {
        List<Ring> rings = new ArrayList<>();
        for (long host : each == 0 ? List.<Long>of() : opinions.due(period.toSeconds(), each)) {
            opinions.catalog(host).ifPresent(catalog -> rings.add(opinions.ask(host, catalog, "farrier")));
        }
        return rings;
    }
}
