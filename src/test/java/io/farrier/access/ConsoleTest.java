package io.farrier.access;

import static io.farrier.access.Person.json;
import static org.assertj.core.api.Assertions.assertThat;

import io.farrier.HubTest;
import java.net.http.HttpResponse;
import java.util.UUID;
import org.apache.camel.CamelContext;
import org.apache.camel.ServiceStatus;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;

@HubTest
class ConsoleTest {

    @Autowired
    ApplicationContext hub;

    @Autowired
    CamelContext camel;

    @Autowired
    JdbcClient jdbc;

    /** What Jolokia says: 200 or 403, of the operation, not of HTTP. */
    private int ask(Person person, String request) {
        HttpResponse<String> answer = person.post("/hawtio/jolokia", request.replace('\'', '"'));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return json(answer).path("status").asInt();
    }

    private int exec(Person person, String bean, String operation) {
        return ask(person, "{'type':'exec','mbean':'%s','operation':'%s'}".formatted(bean, operation));
    }

    private String route() throws Exception {
        String id = "test-" + UUID.randomUUID();
        camel.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:" + id).routeId(id).log("never");
            }
        });
        return id;
    }

    private static String bean(String routeId) {
        return "org.apache.camel:context=farrier,type=routes,name=\\\"%s\\\"".formatted(routeId);
    }

    private ServiceStatus status(String routeId) {
        return camel.getRouteController().getRouteStatus(routeId);
    }

    @Test
    void an_operator_stops_and_starts_a_route_and_the_ledger_says_who() throws Exception {
        Person operator = Person.who(hub, "operator");
        String route = route();
        assertThat(exec(operator, bean(route), "stop()")).isEqualTo(200);
        assertThat(status(route)).isEqualTo(ServiceStatus.Stopped);
        assertThat(exec(operator, bean(route), "start()")).isEqualTo(200);
        assertThat(status(route)).isEqualTo(ServiceStatus.Started);
        assertThat(jdbc.sql(
                                "select count(*) from events where type = 'console.operation' and who = ? and sentence like ?")
                        .params(operator.name(), "%" + route + "%")
                        .query(Integer.class)
                        .single())
                .isEqualTo(2);
    }

    @Test
    void a_viewer_sees_routes_and_stops_none() throws Exception {
        Person viewer = Person.who(hub, "viewer");
        String route = route();
        assertThat(ask(viewer, "{'type':'read','mbean':'%s','attribute':'State'}".formatted(bean(route))))
                .isEqualTo(200);
        assertThat(exec(
                        viewer,
                        "org.apache.camel:context=farrier,type=context,name=\\\"farrier\\\"",
                        "dumpRoutesAsXml()"))
                .isEqualTo(200);
        assertThat(exec(viewer, bean(route), "stop()")).isEqualTo(403);
        assertThat(status(route)).isEqualTo(ServiceStatus.Started);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"stopAndFail()", "remove()", "updateRouteFromXml(java.lang.String)", "reset()", "restart(long)"})
    void nobody_does_more_with_a_route(String operation) throws Exception {
        String route = route();
        assertThat(exec(Person.who(hub, "administrator"), bean(route), operation))
                .isEqualTo(403);
        assertThat(status(route)).isEqualTo(ServiceStatus.Started);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "java.lang:type=Memory | gc()",
                "com.sun.management:type=DiagnosticCommand | gcClassHistogram",
                "com.sun.management:type=HotSpotDiagnostic | dumpHeap(java.lang.String,boolean)",
                "jdk.management.jfr:type=FlightRecorder | newRecording()",
                "org.apache.camel:context=farrier,type=context,name=\\\"farrier\\\" | stop()",
                "org.apache.camel:context=farrier,type=context,name=\\\"farrier\\\" | sendBody(java.lang.String,java.lang.Object)",
                "org.apache.activemq.artemis:broker=\\\"farrier\\\" | forceFailover()",
                "java.util.logging:type=Logging | setLoggerLevel(java.lang.String,java.lang.String)"
            })
    void nobody_calls_anything_else_in_this_process(String bean, String operation) {
        assertThat(exec(Person.who(hub, "administrator"), bean, operation)).isEqualTo(403);
    }

    @Test
    void nobody_writes_an_attribute_or_reads_the_command_line() {
        Person administrator = Person.who(hub, "administrator");
        assertThat(ask(
                        administrator,
                        "{'type':'write','mbean':'java.lang:type=Memory','attribute':'Verbose','value':true}"))
                .isEqualTo(403);
        assertThat(ask(
                        administrator,
                        "{'type':'read','mbean':'java.lang:type=Runtime','attribute':'SystemProperties'}"))
                .isEqualTo(403);
        assertThat(ask(administrator, "{'type':'read','mbean':'java.lang:type=Runtime','attribute':'InputArguments'}"))
                .isEqualTo(403);
        assertThat(ask(administrator, "{'type':'read','mbean':'java.lang:type=Runtime','attribute':'Uptime'}"))
                .isEqualTo(200);
    }

    @Test
    void the_whole_of_a_bean_is_read_without_what_is_denied() {
        HttpResponse<String> answer = Person.who(hub, "viewer")
                .post("/hawtio/jolokia", "{\"type\":\"read\",\"mbean\":\"java.lang:type=Runtime\"}");
        assertThat(json(answer).path("value").path("SystemProperties").has("java.home"))
                .isFalse();
        assertThat(json(answer).path("value").path("InputArguments").isArray()).isFalse();
    }

    @Test
    void dead_letters_are_retried_by_operators_and_deleted_by_nobody() {
        String queue = "org.apache.activemq.artemis:broker=\\\"farrier\\\",component=addresses,address=\\\"DLQ\\\","
                + "subcomponent=queues,routing-type=\\\"anycast\\\",queue=\\\"DLQ\\\"";
        assertThat(exec(Person.who(hub, "viewer"), queue, "retryMessages()")).isEqualTo(403);
        assertThat(exec(Person.who(hub, "operator"), queue, "retryMessages()")).isNotEqualTo(403);
        assertThat(exec(Person.who(hub, "administrator"), queue, "removeAllMessages()"))
                .isEqualTo(403);
        assertThat(exec(Person.who(hub, "administrator"), queue, "destroy()")).isEqualTo(403);
    }

    @Test
    void hawtio_is_there_under_the_name_of_farrier() {
        Person viewer = Person.who(hub, "viewer");
        assertThat(viewer.get("/hawtio/index.html").body()).contains("<base href=");
        assertThat(json(viewer.get("/hawtio/hawtconfig.json"))
                        .path("branding")
                        .path("appName")
                        .asText())
                .isEqualTo("Farrier");
        assertThat(viewer.get("/hawtio/jolokia-operator.xml").statusCode()).isNotEqualTo(200);
    }
}
