package io.farrier.compliance;

import io.farrier.baseline.Baseline;
import io.farrier.baseline.Baselines;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Component;

/** Hosts whose firmware something else owns, unless a baseline names their model. */
@Component
public class Owners {

    private final Known known;
    private final Baselines baselines;
    private final Managed managed;

    Owners(Known known, Baselines baselines, Managed managed) {
        this.known = known;
        this.baselines = baselines;
        this.managed = managed;
    }

    /** Why it is theirs, as a part of a sentence about the host; one that nobody else owns is not in it. */
    public Map<Long, String> of(Collection<Long> hosts) {
        Map<Long, Baseline> chosen = baselines.of(hosts);
        Map<Long, String> found = new HashMap<>();
        known.about(hosts).forEach((host, about) -> {
            new Standard(about, chosen.get(host), List.of())
                    .managed(managed)
                    .ifPresent(owner -> found.put(
                            host,
                            owner.certain()
                                    ? "is managed by " + owner.by()
                                            + ", which installs tested sets; a baseline that includes its model lifts that"
                                    : "may be managed by " + owner.by()
                                            + ", since its model is not known: read its inventory anew"));
        });
        return found;
    }
}
