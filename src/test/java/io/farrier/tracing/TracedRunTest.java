package io.farrier.tracing;

import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.farrier.HubTest;
import io.farrier.hub.Headers;
import io.farrier.hub.Life;
import io.farrier.hub.Marked;
import io.farrier.lab.device.Device;
import io.farrier.lab.device.Fault;
import io.farrier.run.Rollout;
import io.farrier.run.Rollout.Ending;
import io.farrier.transport.Ask;
import io.farrier.transport.LabFleet;
import io.farrier.transport.Outcome;
import io.farrier.transport.Power;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.component.jms.JmsComponent;
import org.apache.camel.component.properties.PropertiesComponent;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultRegistry;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.apache.camel.telemetry.Tracer;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * A run whose turns are taken by a second Camel beside the hub's, with the real routes, the real stations and the real
 * tracer. The hub itself traces nothing.
 */
@HubTest
class TracedRunTest {

    private static final int THIRD = 118;
    private static final int NO_REDFISH = 121;
    private static final int IPMI = 122;
    private static final Duration LONG = Duration.ofMinutes(3);
    private static final AttributeKey<String> RUN = AttributeKey.stringKey("farrier.run");
    private static final AttributeKey<String> HOST = AttributeKey.stringKey("farrier.host");
    private static final AttributeKey<String> PLAN = AttributeKey.stringKey("farrier.plan");
    private static final List<String> ROUTES = List.of(
            "errors",
            "bell/ring",
            "run/step",
            "run/ask",
            "run/fetch",
            "catalog/fetch",
            "catalog/open",
            "quiesce/attempt",
            "transport/attempt",
            "transport/commands",
            "transports/redfish",
            "transports/wsman",
            "transports/racadm",
            "transports/ssh",
            "transports/ipmi");

    @Autowired
    ApplicationContext hub;

    @Autowired
    CamelContext camel;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    ObjectMapper json;

    @Autowired
    Life life;

    @Test
    void all_spans_of_a_run_are_one_trace_and_each_names_the_run() throws Exception {
        Rollout rollout = Rollout.in(hub);
        InMemorySpanExporter memory = InMemorySpanExporter.create();
        try (LabFleet fleet = LabFleet.start(jdbc, THIRD, 1, "--speed=" + HubTest.BRISK)) {
            rollout.learn(fleet);
            long plan;
            Ending ending;
            String tag = fleet.lab().devices().getFirst().plate().tag().tag();
            camel.getRouteController().stopRoute("run.step");
            try (DefaultCamelContext traced = traced(memory)) {
                traced.start();
                plan = rollout.start(List.of(fleet.bmc(0).hostId()));
                ending = rollout.endings(plan, 1, LONG).get(fleet.bmc(0).hostId());
            } finally {
                camel.getRouteController().startRoute("run.step");
            }
            assertThat(ending.state()).as(rollout.story(ending)).isEqualTo("succeeded");
            String run = String.valueOf(ending.run());
            List<SpanData> spans = memory.getFinishedSpanItems().stream()
                    .filter(span -> run.equals(span.getAttributes().get(RUN)))
                    .toList();
            List<SpanData> turns = named(spans, "run.step");
            assertThat(turns).hasSizeGreaterThan(3);
            assertThat(named(spans, "redfish.submit")).isNotEmpty();
            assertThat(named(spans, "POST")).isNotEmpty();

            // One trace: every turn begins it anew, and everything else hangs on a turn.
            assertThat(spans)
                    .extracting(SpanData::getTraceId)
                    .containsOnly(turns.getFirst().getTraceId());
            Map<String, SpanData> byId = spans.stream().collect(toMap(SpanData::getSpanId, Function.identity()));
            assertThat(spans)
                    .filteredOn(span -> !turns.contains(span))
                    .isNotEmpty()
                    .allSatisfy(span -> assertThat(byId).containsKey(span.getParentSpanId()));
            assertThat(turns)
                    .extracting(SpanData::getParentSpanId)
                    .containsOnly(SpanContext.getInvalid().getSpanId());
            assertThat(named(spans, "POST")).anySatisfy(post -> assertThat(ancestry(post, byId))
                    .containsExactly("POST", "redfish.submit", "run.step"));
            // And no span of that trace is without its run.
            assertThat(memory.getFinishedSpanItems())
                    .filteredOn(
                            span -> span.getTraceId().equals(turns.getFirst().getTraceId()))
                    .hasSameSizeAs(spans);
            // Who rang for the next turn is told by a link.
            assertThat(turns)
                    .anySatisfy(turn -> assertThat(turn.getLinks()).isNotEmpty().allSatisfy(link -> assertThat(
                                    byId.get(link.getSpanContext().getSpanId()).getName())
                            .isEqualTo("ring run.step")));

            // What is fetched for it comes from the vendor; all else from its BMC.
            assertThat(spans)
                    .filteredOn(span -> span.getAttributes().get(Discretion.BMC) != null)
                    .isNotEmpty()
                    .allSatisfy(span -> {
                        assertThat(span.getAttributes().get(HOST)).isEqualTo(tag);
                        assertThat(span.getAttributes().get(PLAN)).isEqualTo(String.valueOf(plan));
                        assertThat(span.getAttributes().get(Discretion.BMC)).contains("127.20." + THIRD);
                    });
            assertDiscreet(memory.getFinishedSpanItems(), fleet);
        }
    }

    @Test
    void what_goes_to_a_bmc_by_racadm_is_of_its_run_and_its_host() throws Exception {
        Rollout rollout = Rollout.in(hub);
        InMemorySpanExporter memory = InMemorySpanExporter.create();
        try (LabFleet fleet = LabFleet.start(jdbc, NO_REDFISH, 1, "--speed=" + HubTest.BRISK, "--behind=bios")) {
            rollout.learn(fleet);
            Device device = fleet.lab().devices().getFirst();
            device.fault(Fault.REDFISH_DEAD, true, null);
            device.fault(Fault.WSMAN_DEAD, true, null);
            Ending ending;
            camel.getRouteController().stopRoute("run.step");
            try (DefaultCamelContext traced = traced(memory)) {
                traced.start();
                long plan = rollout.start(List.of(fleet.bmc(0).hostId()));
                ending = rollout.endings(plan, 1, LONG).get(fleet.bmc(0).hostId());
            } finally {
                camel.getRouteController().startRoute("run.step");
            }
            assertThat(ending.state()).as(rollout.story(ending)).isEqualTo("succeeded");
            List<SpanData> spans = memory.getFinishedSpanItems();
            Map<String, SpanData> byId = spans.stream().collect(toMap(SpanData::getSpanId, Function.identity()));
            for (String asked : List.of("racadm.submit", "racadm.job")) {
                assertThat(named(spans, asked)).as(asked).isNotEmpty().allSatisfy(span -> {
                    assertThat(span.getAttributes().get(RUN)).isEqualTo(String.valueOf(ending.run()));
                    assertThat(span.getAttributes().get(HOST))
                            .isEqualTo(device.plate().tag().tag());
                    assertThat(span.getAttributes().get(Discretion.BMC)).contains("127.20." + NO_REDFISH);
                    assertThat(ancestry(span, byId)).endsWith(asked, "run.step");
                });
            }
            assertThat(named(spans, "POST")).anySatisfy(post -> assertThat(ancestry(post, byId))
                    .containsExactly("POST", "racadm.submit", "run.step"));
            assertDiscreet(spans, fleet);
        }
    }

    /** No run has a use for it while RACADM or SSH is there, so it is asked as a turn of one would. */
    @Test
    void what_goes_to_a_bmc_by_ipmitool_is_of_the_run_and_the_host_that_it_is_asked_for() throws Exception {
        assumeTrue(camel.getRouteController().getRouteStatus("ipmi.power").isStarted(), "ipmitool is not installed");
        InMemorySpanExporter memory = InMemorySpanExporter.create();
        try (LabFleet fleet = LabFleet.start(jdbc, IPMI, 1, "--speed=" + HubTest.BRISK);
                DefaultCamelContext traced = traced(memory)) {
            traced.start();
            traced.getRouteController().stopRoute("run.step");
            Marked turn = () -> Map.of(Marked.RUN, "4711", Marked.HOST, "IPMI001");
            Outcome power = traced.createFluentProducerTemplate()
                    .to("direct:transport.attempt")
                    .withExchangeProperty(Headers.TURN, turn)
                    .withHeader(Headers.TRANSPORT, "ipmi")
                    .withBody(new Ask.ReadPower(fleet.bmc(0)))
                    .request(Outcome.class);
            assertThat(power.as(Power.class).state()).isEqualTo("On");
            List<SpanData> spans = memory.getFinishedSpanItems().stream()
                    .filter(span -> "4711".equals(span.getAttributes().get(RUN)))
                    .toList();
            Map<String, SpanData> byId = spans.stream().collect(toMap(SpanData::getSpanId, Function.identity()));
            assertThat(named(spans, "exec")).singleElement().satisfies(exec -> assertThat(ancestry(exec, byId))
                    .containsExactly("exec", "ipmi.power"));
            assertThat(spans).allSatisfy(span -> {
                assertThat(span.getAttributes().get(HOST)).isEqualTo("IPMI001");
                assertThat(span.getAttributes().get(Discretion.BMC)).contains("127.20." + IPMI);
            });
            assertDiscreet(memory.getFinishedSpanItems(), fleet);
        }
    }

    private static void assertDiscreet(List<SpanData> spans, LabFleet fleet) {
        assertThat(spans)
                .allSatisfy(span -> assertThat(span + span.getAttributes().toString())
                        .doesNotContain(fleet.lab().settings().password(), "/files/", "password", "token"));
    }

    @Test
    void without_an_address_there_is_no_tracer() {
        assertThat(hub.getBeansOfType(Tracer.class)).isEmpty();
        assertThat(hub.getBeansOfType(OpenTelemetrySdk.class)).isEmpty();
        assertThat(camel.hasService(Tracer.class)).isNull();
        assertThat(camel.getRoutePolicyFactories()).noneMatch(Tracer.class::isInstance);
    }

    @Test
    void a_run_has_the_same_trace_on_every_hub_of_a_database_and_no_other_has_it() {
        TraceIds here = new TraceIds(() -> "2026-01-01");
        TraceIds there = new TraceIds(() -> "2026-01-01");
        assertThat(here.of("RUN 7")).hasSize(32).isEqualTo(there.of("RUN 7")).isNotEqualTo(here.of("RUN 8"));
        assertThat(new TraceIds(() -> "2026-01-02").of("RUN 7")).isNotEqualTo(here.of("RUN 7"));
    }

    private static List<SpanData> named(List<SpanData> spans, String name) {
        return spans.stream().filter(span -> span.getName().equals(name)).toList();
    }

    private static List<String> ancestry(SpanData span, Map<String, SpanData> byId) {
        return Stream.iterate(span, s -> s != null, s -> byId.get(s.getParentSpanId()))
                .map(SpanData::getName)
                .toList();
    }

    private DefaultCamelContext traced(InMemorySpanExporter memory) throws Exception {
        TraceIds ids = new TraceIds(new Founding(jdbc)::moment);
        OpenTelemetrySdk sdk = Tracing.sdk(ids, life)
                .addPropertiesSupplier(() -> Map.of("otel.traces.exporter", "none"))
                .addTracerProviderCustomizer((provider, said) ->
                        provider.addSpanProcessor(SimpleSpanProcessor.create(new DiscreetExporter(memory))))
                .build()
                .getOpenTelemetrySdk();
        DefaultCamelContext traced = new DefaultCamelContext(new DefaultRegistry(camel.getRegistry()));
        traced.getCamelContextExtension().setName("traced");
        traced.disableJMX();
        traced.setSourceLocationEnabled(true);
        PropertiesComponent known = (PropertiesComponent) camel.getPropertiesComponent();
        PropertiesComponent asked = (PropertiesComponent) traced.getPropertiesComponent();
        known.getPropertiesSources().forEach(asked::addPropertiesSource);
        asked.setPropertiesParser(known.getPropertiesParser());
        traced.getRegistry().bind("spans", sdk.getTracer("farrier"));
        traced.getRegistry().bind("propagators", sdk.getPropagators());
        new HubTracer(
                        sdk.getPropagators().getTextMapPropagator(),
                        ids,
                        json,
                        Set.of("transport.hop.ask", "quiesce.attempt.ask", "ssh.carry.run"))
                .init(traced);
        JmsComponent jms = new JmsComponent(
                camel.getComponent("jms", JmsComponent.class).getConfiguration().copy());
        traced.addComponent("jms", jms);
        for (String route : ROUTES) {
            String file = route + ".camel.yaml";
            PluginHelper.getRoutesLoader(traced)
                    .loadRoutes(ResourceHelper.fromString(file, Files.readString(Path.of("routes", file))));
        }
        return traced;
    }
}
