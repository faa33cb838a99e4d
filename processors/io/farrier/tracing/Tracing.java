package io.farrier.tracing;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.farrier.hub.Life;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.propagation.ContextPropagators;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.autoconfigure.AutoConfiguredOpenTelemetrySdk;
import io.opentelemetry.sdk.autoconfigure.AutoConfiguredOpenTelemetrySdkBuilder;
import io.opentelemetry.sdk.resources.Resource;
import java.util.Map;
import java.util.Set;
import org.apache.camel.CamelContext;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.condition.ConditionalOnExpression;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Traces, where somebody takes them. Without an address there is no tracer, and no route knows that there could be one.
 * What OTEL_* variables say is heeded; the address in config/ goes before theirs.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnExpression("!'${farrier.tracing.endpoint:}'.isBlank()")
class Tracing {

    private static final String NAME = "farrier";

    @Bean
    TraceIds traceIds(Founding founding) {
        return new TraceIds(founding::moment);
    }

    @Bean(destroyMethod = "close")
    OpenTelemetrySdk openTelemetry(TraceIds ids, Life life, @Value("${farrier.tracing.endpoint}") String endpoint) {
        return sdk(ids, life)
                .addPropertiesCustomizer(said -> Map.of("otel.exporter.otlp.endpoint", endpoint))
                .build()
                .getOpenTelemetrySdk();
    }

    /** Only traces: figures are at /metrics, and the log is a file. */
    static AutoConfiguredOpenTelemetrySdkBuilder sdk(TraceIds ids, Life life) {
        return AutoConfiguredOpenTelemetrySdk.builder()
                .disableShutdownHook()
                .addPropertiesSupplier(() -> Map.of(
                        "otel.service.name", NAME,
                        "otel.metrics.exporter", "none",
                        "otel.logs.exporter", "none",
                        "otel.exporter.otlp.protocol", "http/protobuf"))
                .addResourceCustomizer((resource, said) -> Resource.create(
                                Attributes.of(AttributeKey.stringKey("service.instance.id"), life.id()))
                        .merge(resource))
                .addTracerProviderCustomizer((provider, said) -> provider.setIdGenerator(ids))
                .addSpanExporterCustomizer((exporter, said) -> new DiscreetExporter(exporter));
    }

    /** Camel's tracer looks for this by its type, and for {@link #propagators}; else it would take those of an agent. */
    @Bean
    Tracer spans(OpenTelemetry sdk) {
        return sdk.getTracer(NAME);
    }

    @Bean
    ContextPropagators propagators(OpenTelemetry sdk) {
        return sdk.getPropagators();
    }

    /** Before the routes are made: what is there already is not traced. Camel ends it. */
    @Bean(destroyMethod = "")
    HubTracer hubTracer(
            CamelContext camel,
            Tracer spans,
            ContextPropagators propagators,
            TraceIds ids,
            ObjectMapper json,
            @Value("${farrier.tracing.steps}") Set<String> steps) {
        HubTracer tracer = new HubTracer(propagators.getTextMapPropagator(), ids, json, steps);
        tracer.init(camel);
        return tracer;
    }
}
