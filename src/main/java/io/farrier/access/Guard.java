package io.farrier.access;

import static org.springframework.http.HttpMethod.DELETE;
import static org.springframework.http.HttpMethod.GET;
import static org.springframework.http.HttpMethod.POST;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.core.task.AsyncTaskExecutor;
import org.springframework.http.MediaType;
import org.springframework.security.access.hierarchicalroles.RoleHierarchy;
import org.springframework.security.access.hierarchicalroles.RoleHierarchyImpl;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.CsrfConfigurer;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.core.authority.SimpleGrantedAuthority;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.core.userdetails.UsernameNotFoundException;
import org.springframework.security.crypto.bcrypt.BCryptPasswordEncoder;
import org.springframework.security.crypto.password.PasswordEncoder;
import org.springframework.security.task.DelegatingSecurityContextAsyncTaskExecutor;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.access.intercept.AuthorizationFilter;
import org.springframework.security.web.csrf.CookieCsrfTokenRepository;
import org.springframework.security.web.csrf.CsrfTokenRequestAttributeHandler;
import org.springframework.security.web.firewall.RequestRejectedHandler;
import org.springframework.security.web.savedrequest.HttpSessionRequestCache;

/** Who may do what over HTTP. Everything but the file door wants a login, and health says one word without one. */
@Configuration(proxyBeanMethods = false)
class Guard {

    private static final Set<String> SAFE = Set.of("GET", "HEAD", "OPTIONS", "TRACE");

    /** BMCs fetch firmware here by a path that nobody can guess; they have no login. */
    @Bean
    @Order(1)
    SecurityFilterChain fileDoor(HttpSecurity http) throws Exception {
        return http.securityMatcher("/files/**")
                .authorizeHttpRequests(all -> all.anyRequest().permitAll())
                .csrf(csrf -> csrf.disable())
                .sessionManagement(session -> session.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
                .build();
    }

    /** BMCs send their events here by a path that nobody can guess; they have no login either. */
    @Bean
    @Order(1)
    SecurityFilterChain bmcEvents(HttpSecurity http) throws Exception {
        return http.securityMatcher("/bmc-events/**")
                .authorizeHttpRequests(all -> all.anyRequest().permitAll())
                .csrf(csrf -> csrf.disable())
                .sessionManagement(session -> session.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
                .build();
    }

    /** A webhook that is signed has no login; the inbox looks at its signature. */
    @Bean
    @Order(1)
    SecurityFilterChain webhooks(HttpSecurity http) throws Exception {
        return http.securityMatcher(request -> request.getMethod().equals("POST")
                        && request.getRequestURI().equals("/api/v1/messages")
                        && request.getHeader("webhook-signature") != null)
                .authorizeHttpRequests(all -> all.anyRequest().permitAll())
                .csrf(csrf -> csrf.disable())
                .sessionManagement(session -> session.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
                .build();
    }

    /** Programs log in with each request; a page of the console comes with the session it has. */
    @Bean
    @Order(2)
    SecurityFilterChain api(HttpSecurity http, Users users) throws Exception {
        return http.securityMatcher("/api/**")
                .authorizeHttpRequests(all -> all.dispatcherTypeMatchers(DispatcherType.ASYNC, DispatcherType.ERROR)
                        .permitAll()
                        .requestMatchers("/api/v1/me", "/api/v1/me/**")
                        .hasRole("VIEWER")
                        .requestMatchers(
                                "/api/v1/users/**",
                                "/api/v1/credentials/**",
                                "/api/v1/secrets/**",
                                // Route files are code.
                                "/api/v1/route-desk/**",
                                "/api/v1/bundles/trusted-keys/**")
                        .hasRole("ADMINISTRATOR")
                        .requestMatchers(
                                "/api/v1/plans/*/approve",
                                "/api/v1/plans/*/start",
                                "/api/v1/plans/*/go",
                                "/api/v1/recoveries/*/approve",
                                "/api/v1/messages/*/replay",
                                "/api/v1/messages/replay",
                                "/api/v1/files/*/release")
                        .hasRole("APPROVER")
                        .requestMatchers(GET, "/api/v1/runs/*/profile")
                        .hasRole("OPERATOR")
                        .requestMatchers(GET, "/api/**")
                        .hasRole("VIEWER")
                        .requestMatchers(POST, "/api/v1/vcenters/*/sync", "/api/v1/omes/*/sync")
                        .hasRole("OPERATOR")
                        .requestMatchers("/api/v1/vcenters/**", "/api/v1/omes/**")
                        .hasRole("ADMINISTRATOR")
                        .requestMatchers("/api/v1/subscriptions/**")
                        .hasRole("ADMINISTRATOR")
                        .requestMatchers(POST, "/api/v1/enrolments/preview")
                        .hasRole("OPERATOR")
                        .requestMatchers(
                                "/api/v1/baselines/**",
                                "/api/v1/waivers/**",
                                "/api/v1/policies/**",
                                "/api/v1/enrolments/**")
                        .hasRole("APPROVER")
                        // What a message says is carried out as if it had been approved here.
                        .requestMatchers(POST, "/api/v1/messages")
                        .hasRole("APPROVER")
                        .requestMatchers(DELETE, "/api/v1/halt")
                        .hasRole("APPROVER")
                        .anyRequest()
                        .hasRole("OPERATOR"))
                .csrf(Guard::token)
                .addFilterBefore(new StillWelcome(users), AuthorizationFilter.class)
                // A client certificate that the server trusts (server.ssl.client-auth) is the login of the user it
                // names.
                .x509(Customizer.withDefaults())
                .httpBasic(basic -> basic.authenticationEntryPoint((request, response, e) -> {
                    // A browser would put its own dialog before the page that asked.
                    if (request.getHeader("Sec-Fetch-Mode") == null) {
                        response.setHeader("WWW-Authenticate", "Basic realm=\"Farrier\", charset=\"UTF-8\"");
                    }
                    answer(
                            response,
                            Problem.of("unauthenticated", 401, "Log in with the name and password of a user."));
                }))
                .exceptionHandling(failing -> failing.accessDeniedHandler((request, response, e) -> answer(
                        response,
                        Problem.of(
                                "forbidden",
                                403,
                                "%s %s is not for this user's role, or the page that asked showed no CSRF token."
                                        .formatted(request.getMethod(), request.getRequestURI())))))
                .sessionManagement(session -> session.sessionCreationPolicy(SessionCreationPolicy.NEVER))
                .build();
    }

    /** The console and whatever else is there: a form to log in by, and CSRF tokens as Hawtio sends them. */
    @Bean
    @Order(3)
    SecurityFilterChain console(HttpSecurity http, Users users) throws Exception {
        HttpSessionRequestCache cache = new HttpSessionRequestCache();
        cache.setMatchingRequestParameterName(null);
        // Where to go after the login: the page that was asked for, not the last picture on it.
        cache.setRequestMatcher(
                request -> request.getMethod().equals("GET") && accept(request).contains(MediaType.TEXT_HTML_VALUE));
        return http.authorizeHttpRequests(all -> all.dispatcherTypeMatchers(DispatcherType.ERROR)
                        .permitAll()
                        .requestMatchers("/health", "/health/liveness", "/health/readiness")
                        .permitAll()
                        .requestMatchers("/login.html", "/login.js", "/farrier.css", "/farrier.svg")
                        .permitAll()
                        .anyRequest()
                        .hasRole("VIEWER"))
                .csrf(Guard::token)
                .addFilterBefore(new StillWelcome(users), AuthorizationFilter.class)
                .requestCache(requests -> requests.requestCache(cache))
                .formLogin(form -> form.loginPage("/login.html")
                        .loginProcessingUrl("/login")
                        .failureUrl("/login.html?error")
                        .permitAll())
                .logout(logout -> logout.logoutSuccessUrl("/login.html?logout").permitAll())
                .httpBasic(Customizer.withDefaults())
                .build();
    }

    /** What a browser sends must show the token that only our own pages can read; a program's request needs none. */
    private static void token(CsrfConfigurer<HttpSecurity> csrf) {
        CsrfTokenRequestAttributeHandler plain = new CsrfTokenRequestAttributeHandler();
        plain.setCsrfRequestAttributeName(null);
        csrf.csrfTokenRepository(CookieCsrfTokenRepository.withHttpOnlyFalse())
                .csrfTokenRequestHandler(plain)
                .requireCsrfProtectionMatcher(request -> !SAFE.contains(request.getMethod()) && byBrowser(request));
    }

    private static String accept(HttpServletRequest request) {
        return String.valueOf(request.getHeader("Accept"));
    }

    private static boolean byBrowser(HttpServletRequest request) {
        return request.getRequestedSessionId() != null
                || request.getHeader("Origin") != null
                || request.getHeader("Sec-Fetch-Site") != null;
    }

    private static void answer(HttpServletResponse response, Problem problem) throws IOException {
        response.setStatus(problem.status());
        response.setContentType(Problem.MEDIA_TYPE);
        response.getOutputStream().write(problem.json().getBytes(StandardCharsets.UTF_8));
    }

    /** A path that no honest client sends, with control characters in it or a way upwards. */
    @Bean
    RequestRejectedHandler rejected() {
        return (request, response, e) ->
                answer(response, Problem.of("invalid", 400, "The path has characters in it that no address here has."));
    }

    @Bean
    static RoleHierarchy roles() {
        return RoleHierarchyImpl.withDefaultRolePrefix()
                .role("ADMINISTRATOR")
                .implies("APPROVER")
                .role("APPROVER")
                .implies("OPERATOR")
                .role("OPERATOR")
                .implies("VIEWER")
                .build();
    }

    @Bean
    PasswordEncoder passwordEncoder() {
        return new BCryptPasswordEncoder();
    }

    @Bean
    UserDetailsService people(Users users) {
        return name -> users.login(name)
                .map(login -> User.withUsername(login.name())
                        .password(login.passwordHash())
                        .authorities(
                                List.of(new SimpleGrantedAuthority(login.role().authority())))
                        .disabled(login.disabled())
                        .build())
                .orElseThrow(() -> new UsernameNotFoundException(name));
    }

    /** Camel answers requests on threads of its own; this one takes the login along. */
    @Bean
    DelegatingSecurityContextAsyncTaskExecutor requestThreads(
            @Qualifier("applicationTaskExecutor") AsyncTaskExecutor threads) {
        return new DelegatingSecurityContextAsyncTaskExecutor(threads);
    }
}
