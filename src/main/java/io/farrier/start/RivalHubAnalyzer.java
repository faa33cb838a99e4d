package io.farrier.start;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Says why this hub does not start, instead of a stack trace; named in {@code META-INF/spring.factories}. */
class RivalHubAnalyzer extends AbstractFailureAnalyzer<Birth.RivalHub> {

    @Override
    protected FailureAnalysis analyze(Throwable failure, Birth.RivalHub rival) {
        return new FailureAnalysis(rival.getMessage(), rival.cure(), failure);
    }
}
