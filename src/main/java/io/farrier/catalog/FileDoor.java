package io.farrier.catalog;

import jakarta.servlet.http.HttpServletRequest;
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
    private final boolean anyAddress;

    FileDoor(Links links, Artifacts artifacts, @Value("${farrier.files.any-address}") boolean anyAddress) {
        this.links = links;
        this.artifacts = artifacts;
        this.anyAddress = anyAddress;
    }

    @GetMapping("/files/{token}/{fileName}")
    ResponseEntity<Resource> file(@PathVariable String token, @PathVariable String fileName, HttpServletRequest request)
            throws IOException {
        Optional<Links.Link> found =
                links.open(token).filter(link -> link.fileName().equals(fileName));
        Optional<Path> file = found.flatMap(link -> artifacts.file(link.sha256()));
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
        Resource content = new FileSystemResource(file.get());
        return ResponseEntity.ok()
                .eTag(link.sha256())
                .contentType(MediaType.APPLICATION_OCTET_STREAM)
                .contentLength(content.contentLength())
                .body(stale(request, link.sha256()) ? new InputStreamResource(content) : content);
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
