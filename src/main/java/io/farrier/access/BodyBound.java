package io.farrier.access;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Reads the body of a request to the API before anybody else does, and not more of it than a megabyte, whatever length was
 * announced: one that is sent in chunks announces none. Files go by doors that stream them.
 */
@Component
@Order(2)
final class BodyBound extends OncePerRequestFilter {

    static final int LARGEST = 1 << 20;

    /** Attribute of the request: its body, byte by byte. What comes after makes a text of it, and not every byte is one. */
    static final String RAW = "farrier.body";

    private static final Map<String, String> STREAMED =
            Map.of("/api/v1/packages", "application/octet-stream", "/api/v1/bundles/import", "application/zip");

    @Override
    protected boolean shouldNotFilter(HttpServletRequest request) {
        return !request.getRequestURI().startsWith("/api/") || isStreamed(request);
    }

    private static boolean isStreamed(HttpServletRequest request) {
        String type = STREAMED.get(request.getRequestURI());
        return type != null
                && request.getMethod().equals("POST")
                && request.getContentType() != null
                && request.getContentType().startsWith(type);
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        if (request.getContentLengthLong() > LARGEST) {
            refuse(response);
            return;
        }
        byte[] body = request.getInputStream().readNBytes(LARGEST + 1);
        if (body.length > LARGEST) {
            refuse(response);
            return;
        }
        request.setAttribute(RAW, body);
        chain.doFilter(new Read(request, body), response);
    }

    private static void refuse(HttpServletResponse response) throws IOException {
        Problem problem = Problem.of("invalid", 413, "The body is larger than a megabyte.");
        response.setStatus(problem.status());
        response.setContentType(Problem.MEDIA_TYPE);
        response.getOutputStream().write(problem.json().getBytes(StandardCharsets.UTF_8));
    }

    /** A request whose body is in memory. */
    private static final class Read extends HttpServletRequestWrapper {

        private final byte[] body;

        Read(HttpServletRequest request, byte[] body) {
            super(request);
            this.body = body;
        }

        @Override
        public ServletInputStream getInputStream() {
            ByteArrayInputStream bytes = new ByteArrayInputStream(body);
            return new ServletInputStream() {
                @Override
                public int read() {
                    return bytes.read();
                }

                @Override
                public int read(byte[] to, int from, int length) {
                    return bytes.read(to, from, length);
                }

                @Override
                public boolean isFinished() {
                    return bytes.available() == 0;
                }

                @Override
                public boolean isReady() {
                    return true;
                }

                @Override
                public void setReadListener(ReadListener listener) {
                    throw new UnsupportedOperationException("The body is here already");
                }
            };
        }

        @Override
        public BufferedReader getReader() {
            return new BufferedReader(new InputStreamReader(getInputStream(), StandardCharsets.UTF_8));
        }
    }
}
