package io.farrier.catalog;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;

/** The hub's copy of a catalog for a BMC: the original, with this hub as the place where its packages are. */
@Component
class CatalogsServed {

    private final Catalogs catalogs;
    private final Originals originals;
    private final URI hub;

    CatalogsServed(Catalogs catalogs, Originals originals, @Value("${farrier.files.base-url}") URI hub) {
        this.catalogs = catalogs;
        this.originals = originals;
        this.hub = hub;
    }

    Optional<Path> original(Links.Link link) {
        return catalogs.find(link.catalogId()).flatMap(originals::of);
    }

    /** As a stream: how long it becomes is not known before, and a range of it can't be asked for. */
    void send(Path original, Links.Link link, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        response.setContentType(MediaType.APPLICATION_OCTET_STREAM_VALUE);
        response.setHeader(HttpHeaders.ACCEPT_RANGES, "none");
        if (!request.getMethod().equals("GET")) {
            return;
        }
        String location = hub.getRawAuthority() + hub.getRawPath() + "/files/" + link.token();
        try (InputStream in = Files.newInputStream(original)) {
            Relocation.of(
                    in, response.getOutputStream(), location, hub.getScheme().toUpperCase(Locale.ROOT));
        }
    }
}
