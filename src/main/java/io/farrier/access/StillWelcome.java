package io.farrier.access;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import java.io.IOException;
import org.springframework.security.authentication.AnonymousAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.web.filter.OncePerRequestFilter;

/** A session outlives the login that began it: who was disabled or has another role since then must log in again. */
final class StillWelcome extends OncePerRequestFilter {

    private final Users users;

    StillWelcome(Users users) {
        this.users = users;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        HttpSession session = request.getSession(false);
        Authentication login = SecurityContextHolder.getContext().getAuthentication();
        if (session != null && login != null && !(login instanceof AnonymousAuthenticationToken) && !welcome(login)) {
            session.invalidate();
            SecurityContextHolder.clearContext();
        }
        chain.doFilter(request, response);
    }

    private boolean welcome(Authentication login) {
        return users.login(login.getName())
                .filter(now -> !now.disabled())
                .filter(now -> login.getAuthorities().stream()
                        .anyMatch(authority ->
                                authority.getAuthority().equals(now.role().authority())))
                .isPresent();
    }
}
