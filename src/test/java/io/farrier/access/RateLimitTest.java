package io.farrier.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.Principal;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.springframework.mock.web.MockFilterChain;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;

class RateLimitTest {

    private static MockHttpServletResponse ask(RateLimit limit, String user) throws Exception {
        MockHttpServletRequest request = new MockHttpServletRequest("GET", "/api/v1/hosts");
        Principal who = user == null ? null : () -> user;
        request.setUserPrincipal(who);
        MockHttpServletResponse response = new MockHttpServletResponse();
        limit.doFilter(request, response, new MockFilterChain());
        return response;
    }

    @Test
    void who_asks_too_often_is_told_to_wait_and_nobody_else_is() throws Exception {
        RateLimit limit = new RateLimit(0.1, 3);
        for (int i = 0; i < 3; i++) {
            assertThat(ask(limit, "ann").getStatus()).isEqualTo(200);
        }
        MockHttpServletResponse refused = ask(limit, "ann");
        assertThat(refused.getStatus()).isEqualTo(429);
        assertThat(refused.getHeader("Retry-After")).isEqualTo("10");
        assertThat(refused.getContentType()).startsWith(Problem.MEDIA_TYPE);
        assertThat(refused.getContentAsString())
                .contains("urn:farrier:problem:too-many")
                .contains("The user ann sends more than 0.1 requests a second");
        assertThat(ask(limit, "ben").getStatus()).isEqualTo(200);
        assertThat(ask(limit, null).getStatus()).isEqualTo(200);
    }

    @Property(tries = 300)
    void never_more_than_the_burst_and_the_rate_get_through_and_waiting_as_told_helps(
            @ForAll @Size(min = 1, max = 60) List<@IntRange(max = 3000) Integer> millis,
            @ForAll @IntRange(min = 1, max = 20) int rate,
            @ForAll @IntRange(min = 1, max = 10) int burst) {
        Bucket.Size size = new Bucket.Size(rate, burst);
        Bucket bucket = Bucket.full(size, 0);
        long now = 0;
        int through = 0;
        for (int pause : millis) {
            now += pause * 1_000_000L;
            bucket = bucket.take(size, now);
            through += bucket.refused() ? 0 : 1;
        }
        assertThat((double) through).isLessThanOrEqualTo(burst + now / 1e9 * rate + 1e-3);
        if (bucket.refused()) {
            long later = now + bucket.waits(size) * 1_000_000_000L;
            assertThat(bucket.take(size, later).refused()).isFalse();
        }
    }
}
