package io.farrier.compliance;

import java.util.ArrayList;
import java.util.List;
import org.apache.camel.Body;
import org.springframework.stereotype.Component;

/** Which hosts are evaluated, in portions that are one transaction each. */
@Component("complianceHosts")
class ComplianceHosts {

    private static final int PORTION = 200;

    private final Verdicts verdicts;
    private final Evaluation evaluation;

    ComplianceHosts(Verdicts verdicts, Evaluation evaluation) {
        this.verdicts = verdicts;
        this.evaluation = evaluation;
    }

    /** Every host that has components. */
    public List<Long> all() {
        return verdicts.hosts();
    }

    /** An empty list stays empty: it means no host, not every host. */
    public List<List<Long>> portions(@Body List<Long> hosts) {
        List<List<Long>> portions = new ArrayList<>();
        for (int i = 0; i < hosts.size(); i += PORTION) {
            portions.add(List.copyOf(hosts.subList(i, Math.min(hosts.size(), i + PORTION))));
        }
        return portions;
    }

    public void evaluate(@Body List<Long> portion) {
        evaluation.evaluate(portion);
    }
}
