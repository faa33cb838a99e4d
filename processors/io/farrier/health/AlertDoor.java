package io.farrier.health;

import static org.springframework.web.servlet.function.RequestPredicates.POST;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.farrier.fleet.Host;
import java.io.IOException;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import org.apache.camel.ProducerTemplate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.servlet.function.RouterFunctions;
import org.springframework.web.servlet.function.ServerRequest;
import org.springframework.web.servlet.function.ServerResponse;
import org.springframework.web.servlet.function.support.RouterFunctionMapping;

/**
 * Where BMCs send their events. They have no login here: the token is of one host, and what comes is taken only from that
 * host's own address. Whoever shows anything else learns nothing from the answer.
 */
@Configuration(proxyBeanMethods = false)
class AlertDoor {

    private static final Logger log = LoggerFactory.getLogger(AlertDoor.class);

    /** Bytes; an iDRAC's event is one or two thousand. */
    private static final int LARGEST = 65_536;

    private final AlertToken tokens;
    private final ProducerTemplate camel;
    private final ObjectMapper json;
    private final boolean anyAddress;

    AlertDoor(
            AlertToken tokens,
            ProducerTemplate camel,
            ObjectMapper json,
            @Value("${farrier.alerts.any-address}") boolean anyAddress) {
        this.tokens = tokens;
        this.camel = camel;
        this.json = json;
        this.anyAddress = anyAddress;
    }

    @Bean
    RouterFunctionMapping alertMapping() {
        RouterFunctionMapping mapping = new RouterFunctionMapping(RouterFunctions.route()
                .route(POST("/bmc-events/{token}"), this::take)
                .build());
        // Camel's own mapping has -1.
        mapping.setOrder(-2);
        return mapping;
    }

    private ServerResponse take(ServerRequest request) throws IOException {
        Optional<Host> host = tokens.host(request.pathVariable("token")).filter(known -> isFrom(known, request));
        if (host.isEmpty()) {
            return ServerResponse.notFound().build();
        }
        byte[] body = request.servletRequest().getInputStream().readNBytes(LARGEST + 1);
        if (body.length > LARGEST) {
            return ServerResponse.status(413).build();
        }
        List<Alert> alerts = read(body);
        if (alerts.isEmpty()) {
            return ServerResponse.badRequest().build();
        }
        camel.requestBody("direct:health.alert", new AlertTake.Heard(host.get(), alerts));
        return ServerResponse.noContent().build();
    }

    private List<Alert> read(byte[] body) {
        try {
            return Alert.of(json.readTree(body));
        } catch (IOException e) {
            return List.of();
        }
    }

    private boolean isFrom(Host host, ServerRequest request) {
        try {
            boolean its = anyAddress
                    || InetAddress.getByName(request.servletRequest().getRemoteAddr())
                            .equals(InetAddress.getByName(host.address()));
            if (!its) {
                log.warn(
                        "An event of {} came from {} and was not taken; farrier.alerts.any-address takes it",
                        host.label(),
                        request.servletRequest().getRemoteAddr());
            }
            return its;
        } catch (IOException e) {
            return false;
        }
    }
}
