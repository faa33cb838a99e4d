package io.farrier.access;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.Principal;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/** So many requests a second may a user send; whoever has no login shares with others of the same address. */
@Component
@Order(1)
final class RateLimit extends OncePerRequestFilter {

    /** More than this are kept only as long as somebody is in need of it. */
    private static final int MANY = 10_000;

    private final Map<String, Bucket> buckets = new ConcurrentHashMap<>();
    private final Bucket.Size size;

    RateLimit(
            @Value("${farrier.access.requests.per-second}") double rate,
            @Value("${farrier.access.requests.burst}") double burst) {
        if (!(rate > 0) || !(burst >= 1)) {
            throw new IllegalArgumentException(
                    "farrier.access.requests.per-second must be more than 0 and farrier.access.requests.burst 1 or more");
        }
        this.size = new Bucket.Size(rate, burst);
    }

    @Override
    protected boolean shouldNotFilter(HttpServletRequest request) {
        return !request.getRequestURI().startsWith("/api/");
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        Principal user = request.getUserPrincipal();
        String whose = user == null ? "from " + request.getRemoteAddr() : "user " + user.getName();
        long now = System.nanoTime();
        Bucket bucket =
                buckets.compute(whose, (name, had) -> (had == null ? Bucket.full(size, now) : had).take(size, now));
        if (buckets.size() > MANY) {
            buckets.values().removeIf(old -> (now - old.at()) / 1e9 * size.rate() >= size.burst());
        }
        if (!bucket.refused()) {
            chain.doFilter(request, response);
            return;
        }
        int waits = bucket.waits(size);
        Problem problem = Problem.of(
                "too-many",
                429,
                "The %s sends more than %s requests a second: wait %d s. (farrier.access.requests)"
                        .formatted(whose.startsWith("user") ? whose : "client " + whose, trimmed(size.rate()), waits));
        response.setStatus(problem.status());
        response.setHeader("Retry-After", String.valueOf(waits));
        response.setContentType(Problem.MEDIA_TYPE);
        response.getOutputStream().write(problem.json().getBytes(StandardCharsets.UTF_8));
    }

    private static String trimmed(double number) {
        return number == Math.rint(number) ? String.valueOf((long) number) : String.valueOf(number);
    }
}
