package io.farrier.tracing;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.data.DelegatingSpanData;
import io.opentelemetry.sdk.trace.data.EventData;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.util.Collection;
import java.util.List;

/** The last door before a span leaves: nothing passes but what {@link Discretion} keeps. */
final class DiscreetExporter implements SpanExporter {

    private final SpanExporter out;

    DiscreetExporter(SpanExporter out) {
        this.out = out;
    }

    @Override
    public CompletableResultCode export(Collection<SpanData> spans) {
        return out.export(spans.stream().<SpanData>map(Discreet::new).toList());
    }

    @Override
    public CompletableResultCode flush() {
        return out.flush();
    }

    @Override
    public CompletableResultCode shutdown() {
        return out.shutdown();
    }

    private static final class Discreet extends DelegatingSpanData {

        private final Attributes kept;

        Discreet(SpanData whole) {
            super(whole);
            this.kept = Discretion.kept(whole.getAttributes());
        }

        @Override
        public Attributes getAttributes() {
            return kept;
        }

        @Override
        public int getTotalAttributeCount() {
            return kept.size();
        }

        /** Messages of exceptions, and what routes log. */
        @Override
        public List<EventData> getEvents() {
            return List.of();
        }

        @Override
        public int getTotalRecordedEvents() {
            return 0;
        }
    }
}
