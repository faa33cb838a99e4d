package io.farrier.plan;

import io.farrier.plan.UpdateOrder.Candidate;
import io.farrier.run.Durations;
import io.farrier.run.Durations.Part;
import io.farrier.run.Estimate;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.springframework.stereotype.Component;

/** How long updates should take: what the table says, and what runs on the same model have taught. */
@Component
class Estimates {

    private final Durations durations;
    private final UpdateOrder.Table table;

    Estimates(Durations durations, UpdateOrder.Table table) {
        this.durations = durations;
        this.table = table;
    }

    /** For everything that may be updated on these hosts; one question to the database. */
    Known of(List<Candidates.Host> hosts) {
        Set<Part> parts = new HashSet<>();
        for (Candidates.Host host : hosts) {
            String model = host.place().model();
            parts.add(restart(model));
            parts.add(profile(model));
            if (host.kind().name() != null) {
                parts.add(drain(host));
                parts.add(restore(host));
            }
            host.findings().forEach(finding -> parts.add(part(model, finding.candidate())));
        }
        return new Known(durations.of(parts));
    }

    private Part restart(String model) {
        return Durations.restart(model, Duration.ofMinutes(table.restartMinutes()));
    }

    private Part profile(String model) {
        return Durations.profile(model, Duration.ofMinutes(table.profileMinutes()));
    }

    private Part drain(Candidates.Host host) {
        String kind = host.kind().name();
        return Durations.drain(
                kind,
                host.place().cluster(),
                Duration.ofMinutes(table.standing(kind).drainMinutes()));
    }

    private Part restore(Candidates.Host host) {
        String kind = host.kind().name();
        return Durations.restore(
                kind,
                host.place().cluster(),
                Duration.ofMinutes(table.standing(kind).restoreMinutes()));
    }

    private Part part(String model, Candidate candidate) {
        UpdateOrder.Line line = table.line(candidate);
        return Durations.part(candidate.componentId(), candidate.fqdd(), model, Duration.ofMinutes(line.minutes()));
    }

    final class Known {

        private final Map<Part, Estimate> estimates;

        private Known(Map<Part, Estimate> estimates) {
            this.estimates = estimates;
        }

        /** @param profile its configuration is kept first */
        UpdateOrder.Took on(Candidates.Host host, boolean profile) {
            String model = host.place().model();
            boolean stands = host.kind().name() != null;
            return new UpdateOrder.Took() {
                @Override
                public Estimate of(Candidate candidate) {
                    return estimates.get(part(model, candidate));
                }

                @Override
                public Estimate restart() {
                    return estimates.get(Estimates.this.restart(model));
                }

                @Override
                public Estimate profile() {
                    return profile ? estimates.get(Estimates.this.profile(model)) : null;
                }

                @Override
                public Estimate drain() {
                    return stands ? estimates.get(Estimates.this.drain(host)) : null;
                }

                @Override
                public Estimate restore() {
                    return stands ? estimates.get(Estimates.this.restore(host)) : null;
                }
            };
        }
    }
}
