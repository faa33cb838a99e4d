package io.farrier.compliance;

import io.farrier.baseline.Due;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import org.springframework.stereotype.Component;

/** Verdicts that somebody is about to rely on: who waits to be judged anew is judged before. */
@Component
public class Fresh {

    private static final int PORTION = 200;

    /** A lock is held for each until the caller's transaction ends, and a database has room for some thousands. */
    private static final int MOST = 2_000;

    private final Due due;
    private final Evaluation evaluation;

    Fresh(Due due, Evaluation evaluation) {
        this.due = due;
        this.evaluation = evaluation;
    }

    /** @return those whose verdicts are still old, since more are due than can be judged at once */
    public Set<Long> make(Collection<Long> hosts) {
        List<Long> waiting = due.among(hosts);
        List<Long> now = waiting.subList(0, Math.min(MOST, waiting.size()));
        for (int i = 0; i < now.size(); i += PORTION) {
            evaluation.evaluate(now.subList(i, Math.min(now.size(), i + PORTION)));
        }
        return Set.copyOf(waiting.subList(now.size(), waiting.size()));
    }
}
