package io.farrier.access;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.springframework.core.annotation.Order;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/** Refuses a Content-Type and an Accept that are none, before the doors that choose by them stumble over it. */
@Component
@Order(1)
final class WellFormed extends OncePerRequestFilter {

    @Override
    protected boolean shouldNotFilter(HttpServletRequest request) {
        return !request.getRequestURI().startsWith("/api/");
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        String type = request.getContentType();
        try {
            if (type != null && !type.isEmpty()) {
                MediaType.parseMediaType(type);
            }
        } catch (InvalidMediaTypeException e) {
            refuse(response, 415, "The Content-Type %s is none; application/json is one.".formatted(type));
            return;
        }
        try {
            MediaType.parseMediaTypes(request.getHeader("Accept"));
        } catch (InvalidMediaTypeException e) {
            refuse(
                    response,
                    406,
                    "The Accept %s is none; application/json is one.".formatted(request.getHeader("Accept")));
            return;
        }
        chain.doFilter(request, response);
    }

    private static void refuse(HttpServletResponse response, int status, String sentence) throws IOException {
        Problem problem = Problem.of("invalid", status, sentence);
        response.setStatus(problem.status());
        response.setContentType(Problem.MEDIA_TYPE);
        response.getOutputStream().write(problem.json().getBytes(StandardCharsets.UTF_8));
    }
}
