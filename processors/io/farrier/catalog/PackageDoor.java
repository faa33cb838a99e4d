package io.farrier.catalog;

import static org.springframework.web.servlet.function.RequestPredicates.POST;
import static org.springframework.web.servlet.function.RequestPredicates.contentType;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.farrier.access.Problem;
import io.farrier.access.StreamedOnce;
import io.farrier.hub.Refused;
import java.io.IOException;
import java.io.InputStream;
import java.util.UUID;
import org.apache.camel.CamelExecutionException;
import org.apache.camel.ProducerTemplate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.MediaType;
import org.springframework.web.servlet.function.RouterFunctions;
import org.springframework.web.servlet.function.ServerRequest;
import org.springframework.web.servlet.function.ServerResponse;
import org.springframework.web.servlet.function.support.RouterFunctionMapping;

/** Where packages come in as streams. Camel's HTTP server on Spring would hold them whole, so this is before it. */
@Configuration(proxyBeanMethods = false)
class PackageDoor {

    private static final Logger log = LoggerFactory.getLogger(PackageDoor.class);

    private final ProducerTemplate camel;
    private final ObjectMapper json;

    private final StreamedOnce streamed;

    PackageDoor(ProducerTemplate camel, ObjectMapper json, StreamedOnce streamed) {
        this.streamed = streamed;
        this.camel = camel;
        this.json = json;
    }

    @Bean
    RouterFunctionMapping packageMapping() {
        RouterFunctionMapping mapping = new RouterFunctionMapping(RouterFunctions.route()
                .route(POST("/api/v1/packages").and(contentType(MediaType.APPLICATION_OCTET_STREAM)), this::take)
                .onError(problem -> true, (problem, request) -> problem(problem))
                .build());
        // Camel's own mapping has -1.
        mapping.setOrder(-2);
        return mapping;
    }

    private ServerResponse take(ServerRequest request) throws IOException {
        String who = request.principal()
                .orElseThrow(() -> new IllegalStateException("a package came through the door without a login"))
                .getName();
        return streamed.once(request, who, content -> {
            Uploads.Taken taken =
                    camel.requestBody("direct:catalog.upload", upload(request, content, who), Uploads.Taken.class);
            return new StreamedOnce.Done(
                    201, "/api/v1/catalogs/" + taken.catalogId() + "/packages", json.writeValueAsString(taken));
        });
    }

    private static PackageUpload.Upload upload(ServerRequest request, InputStream content, String who) {
        return new PackageUpload.Upload(
                request.param("name").orElse(""),
                request.param("sha256").orElse(null),
                request.servletRequest().getContentLengthLong(),
                content,
                who);
    }

    private static ServerResponse problem(Throwable thrown) {
        Throwable why = thrown instanceof CamelExecutionException ? thrown.getCause() : thrown;
        Problem problem;
        if (why instanceof Refused refused) {
            problem = Problem.of(refused);
        } else if (why instanceof NoRoom full) {
            problem = Problem.of(new Refused("no-room", 507, full.getMessage()));
        } else {
            String incident = UUID.randomUUID().toString().substring(0, 8);
            log.error("incident {} with an upload", incident, why);
            problem = Problem.incident(incident);
        }
        return ServerResponse.status(problem.status())
                .contentType(MediaType.parseMediaType(Problem.MEDIA_TYPE))
                .body(problem.json());
    }
}
