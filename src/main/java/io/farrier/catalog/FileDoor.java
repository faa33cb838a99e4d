package io.farrier.catalog;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.Optional;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.core.io.FileSystemResource;
import org.springframework.core.io.InputStreamResource;
import org.springframework.core.io.Resource;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/**
 * Where BMCs fetch firmware: GET and HEAD, whole or in ranges (which Spring cuts). It wants no login, since a BMC has
 * none here; the path is the secret, and good for one BMC's address only. Whatever is not right is not found.
 */
@RestController("catalogFiles")
class FileDoor {

    private final Links links;
    private final Artifacts artifacts;
    private final Packages packages;
    private final CatalogsServed catalogs;
    private final boolean anyAddress;

    FileDoor(
            Links links,
            Artifacts artifacts,
            Packages packages,
            CatalogsServed catalogs,
            @Value("${farrier.files.any-address}") boolean anyAddress) {
        this.links = links;
        this.artifacts = artifacts;
        this.packages = packages;
        this.catalogs = catalogs;
        this.anyAddress = anyAddress;
    }

    @GetMapping("/files/{token}/{*path}")
    ResponseEntity<Resource> file(
            @PathVariable String token,
            @PathVariable String path,
            HttpServletRequest request,
            HttpServletResponse response)
            throws IOException {
        String wanted = path.isEmpty() ? path : path.substring(1);
        Optional<Links.Link> found = links.open(token);
        boolean catalog = found.filter(
                        link -> link.catalogId() != null && link.fileName().equals(wanted))
                .isPresent();
        Optional<Path> file = catalog ? found.flatMap(catalogs::original) : found.flatMap(link -> file(link, wanted));
        if (file.isEmpty()) {
            return ResponseEntity.notFound().build();
        }
        Links.Link link = found.get();
        InetAddress from = InetAddress.getByName(request.getRemoteAddr());
        if (!anyAddress && !from.equals(InetAddress.getByName(link.bmc()))) {
            links.refused(link, from);
            return ResponseEntity.notFound().build();
        }
        if (request.getMethod().equals("GET") && !links.count(link)) {
            return ResponseEntity.notFound().build();
        }
        if (catalog) {
            catalogs.send(file.get(), link, request, response);
            return null;
        }
        String sha256 = file.get().getFileName().toString();
        Resource content = new FileSystemResource(file.get());
        return ResponseEntity.ok()
                .eTag(sha256)
                .contentType(MediaType.APPLICATION_OCTET_STREAM)
                .contentLength(content.contentLength())
                .body(stale(request, sha256) ? new InputStreamResource(content) : content);
    }

    /** Of a link to a file just that; of one to a catalog what the store holds of its packages. */
    private Optional<Path> file(Links.Link link, String wanted) {
        return link.catalogId() != null
                ? packages.at(link.catalogId(), wanted)
                        .flatMap(artifacts::find)
                        .flatMap(a -> artifacts.file(a.sha256()))
                : Optional.of(link).filter(l -> l.fileName().equals(wanted)).flatMap(l -> artifacts.file(l.sha256()));
    }

    /**
     * Whether this wants to go on with a file that it has begun (If-Range), and it is another file by now. Spring does not
     * look; it cuts no ranges out of a mere stream, so that such a client gets the file from its beginning.
     */
    private static boolean stale(HttpServletRequest request, String sha256) {
        String begun = request.getHeader(HttpHeaders.IF_RANGE);
        return begun != null && !begun.equals("\"" + sha256 + "\"");
    }
}
