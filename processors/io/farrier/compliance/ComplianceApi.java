package io.farrier.compliance;

import io.farrier.fleet.Filter;
import io.farrier.fleet.Host;
import io.farrier.fleet.Hosts;
import io.farrier.hub.Page;
import io.farrier.hub.Refused;
import java.util.List;
import java.util.Map;
import org.apache.camel.Header;
import org.springframework.stereotype.Component;

/** The API's operations on verdicts. */
@Component("complianceApi")
class ComplianceApi {

    private final Compliance compliance;
    private final Hosts hosts;

    ComplianceApi(Compliance compliance, Hosts hosts) {
        this.compliance = compliance;
        this.hosts = hosts;
    }

    public FleetCompliance fleet() {
        return compliance.fleet();
    }

    public List<GroupCompliance> groups(@Header("by") String by) {
        return compliance.groups(by);
    }

    /** A page of servers; of one that was never evaluated nothing is known, and that is not compliant. */
    public Page<HostCompliance> hosts(
            @Header("after") long after,
            @Header("limit") int limit,
            @Header("sort") String sort,
            @Header("verdict") String verdict) {
        List<Long> ids = hosts.page(after, limit, sort, Filter.SERVERS).stream()
                .map(Host::id)
                .toList();
        Map<Long, HostCompliance> known = compliance.ofHosts(ids);
        List<HostCompliance> shown = ids.stream()
                .map(id -> known.getOrDefault(id, new HostCompliance(id, Verdict.UNKNOWN, false, Map.of(), null, null)))
                .filter(host -> verdict == null || host.verdict().word().equals(verdict))
                .toList();
        return new Page<>(shown, ids.size() < limit ? null : ids.getLast());
    }

    public List<Finding> findings(
            @Header("id") long id, @Header("sort") String sort, @Header("verdict") String verdict) {
        hosts.byId(id).orElseThrow(() -> Refused.unknown("There is no host " + id + "."));
        return compliance.ofHost(id, sort).stream()
                .filter(finding -> verdict == null || finding.verdict().word().equals(verdict))
                .toList();
    }
}
