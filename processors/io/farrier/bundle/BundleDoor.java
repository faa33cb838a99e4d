package io.farrier.bundle;

import static org.springframework.web.servlet.function.RequestPredicates.POST;
import static org.springframework.web.servlet.function.RequestPredicates.accept;
import static org.springframework.web.servlet.function.RequestPredicates.contentType;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.farrier.access.Problem;
import io.farrier.access.StreamedOnce;
import io.farrier.hub.Bodies;
import io.farrier.hub.Headers;
import io.farrier.hub.Refused;
import jakarta.servlet.ServletException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.UUID;
import org.apache.camel.CamelExecutionException;
import org.apache.camel.ProducerTemplate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.web.servlet.function.RouterFunction;
import org.springframework.web.servlet.function.RouterFunctions;
import org.springframework.web.servlet.function.ServerRequest;
import org.springframework.web.servlet.function.ServerResponse;
import org.springframework.web.servlet.function.support.RouterFunctionMapping;

/** Where bundles come and go as streams. Camel's HTTP server on Spring would hold them whole, so this is before it. */
@Configuration(proxyBeanMethods = false)
class BundleDoor {

    private static final Logger log = LoggerFactory.getLogger(BundleDoor.class);
    private static final MediaType ZIP = MediaType.valueOf("application/zip");
    private static final int LARGEST = 1 << 20;
    private static final DateTimeFormatter NAME =
            DateTimeFormatter.ofPattern("'farrier-'yyyy-MM-dd-HHmm'.zip'").withZone(ZoneOffset.UTC);

    /** Part of a bundle was sent already: the connection ends without an end, so that nobody takes it for a whole one. */
    private static final class BrokenOff extends IOException {

        private static final long serialVersionUID = 1L;

        BrokenOff(IOException why) {
            super(why.getMessage(), why);
        }
    }

    private final Bundles bundles;
    private final BundleWriter writer;
    private final Imports imports;
    private final Bodies bodies;
    private final ProducerTemplate camel;
    private final ObjectMapper json;
    private final StreamedOnce streamed;

    BundleDoor(
            Bundles bundles,
            BundleWriter writer,
            Imports imports,
            Bodies bodies,
            ProducerTemplate camel,
            ObjectMapper json,
            StreamedOnce streamed) {
        this.streamed = streamed;
        this.bundles = bundles;
        this.writer = writer;
        this.imports = imports;
        this.bodies = bodies;
        this.camel = camel;
        this.json = json;
    }

    @Bean
    RouterFunctionMapping bundleMapping() {
        RouterFunction<ServerResponse> door = RouterFunctions.route()
                .route(POST("/api/v1/bundles/export").and(accept(ZIP)), this::send)
                .route(POST("/api/v1/bundles/import").and(contentType(ZIP)), this::take)
                .onError(problem -> !(problem instanceof BrokenOff), (problem, request) -> problem(problem))
                .build();
        RouterFunctionMapping mapping = new RouterFunctionMapping(door);
        // Camel's own mapping has -1.
        mapping.setOrder(-2);
        return mapping;
    }

    private ServerResponse send(ServerRequest request) throws IOException {
        StreamedOnce.meansNothing(
                request, "A bundle that is sent is made anew by each request and leaves nothing here.");
        byte[] body = request.servletRequest().getInputStream().readNBytes(LARGEST);
        String who = who(request);
        BundleWriter.Draft draft =
                bundles.draft(bodies.read(new String(body, StandardCharsets.UTF_8), Bundles.Asked.class), who);
        return ServerResponse.ok()
                .contentType(ZIP)
                .header(
                        HttpHeaders.CONTENT_DISPOSITION,
                        "attachment; filename=\"%s\""
                                .formatted(NAME.format(draft.manifest().madeAt())))
                .build((asked, answer) -> {
                    try {
                        writer.write(draft, answer.getOutputStream());
                    } catch (IOException e) {
                        imports.brokenOff(e, who);
                        throw new BrokenOff(e);
                    }
                    imports.exported(draft.manifest(), who);
                    return null;
                });
    }

    private ServerResponse take(ServerRequest request) throws IOException, ServletException {
        String who = who(request);
        return streamed.once(request, who, content -> {
            Object imported = camel.requestBodyAndHeader("direct:bundle.import", content, Headers.WHO, who);
            return new StreamedOnce.Done(200, null, write(imported));
        });
    }

    private String write(Object shown) throws JsonProcessingException {
        return json.writeValueAsString(shown);
    }

    private static String who(ServerRequest request) {
        return request.principal()
                .orElseThrow(() -> new IllegalStateException("a bundle came through the door without a login"))
                .getName();
    }

    private static ServerResponse problem(Throwable thrown) {
        Throwable why = thrown instanceof CamelExecutionException ? thrown.getCause() : thrown;
        Problem problem;
        if (why instanceof Refused refused) {
            problem = Problem.of(refused);
        } else {
            String incident = UUID.randomUUID().toString().substring(0, 8);
            log.error("incident {} with a bundle", incident, why);
            problem = Problem.incident(incident);
        }
        return ServerResponse.status(problem.status())
                .contentType(MediaType.parseMediaType(Problem.MEDIA_TYPE))
                .body(problem.json());
    }
}
