package io.farrier.compliance;

import io.farrier.baseline.Due;
import java.util.ArrayList;
import java.util.List;
import org.apache.camel.Body;
import org.springframework.stereotype.Component;

/** Which hosts are evaluated, in portions that are one transaction each. */
@Component("complianceHosts")
class ComplianceHosts {

    private static final int PORTION = 200;

    private final Known known;
    private final Evaluation evaluation;
    private final Due due;

    ComplianceHosts(Known known, Evaluation evaluation, Due due) {
        this.due = due;
        this.known = known;
        this.evaluation = evaluation;
    }

    /** Every host that has components. */
    public List<Long> all() {
        return known.hosts();
    }

    /** An empty list stays empty: it means no host, not every host. */
    public List<List<Long>> portions(@Body List<Long> hosts) {
        List<List<Long>> portions = new ArrayList<>();
        for (int i = 0; i < hosts.size(); i += PORTION) {
            portions.add(List.copyOf(hosts.subList(i, Math.min(hosts.size(), i + PORTION))));
        }
        return portions;
    }

    /** Those whose waiver has come to its end are due. */
    public void expired() {
        due.expired();
    }

    /** Those that are due. */
    public List<Long> waiting() {
        return due.waiting();
    }

    public void evaluate(@Body List<Long> portion) {
        evaluation.evaluate(portion);
    }
}
