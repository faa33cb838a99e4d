package io.farrier.access;

import static org.springframework.http.HttpMethod.GET;

import jakarta.servlet.DispatcherType;
import java.util.List;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.security.access.hierarchicalroles.RoleHierarchy;
import org.springframework.security.access.hierarchicalroles.RoleHierarchyImpl;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.core.authority.SimpleGrantedAuthority;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.core.userdetails.UsernameNotFoundException;
import org.springframework.security.crypto.bcrypt.BCryptPasswordEncoder;
import org.springframework.security.crypto.password.PasswordEncoder;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.csrf.CookieCsrfTokenRepository;
import org.springframework.security.web.csrf.CsrfTokenRequestAttributeHandler;
import org.springframework.security.web.savedrequest.HttpSessionRequestCache;

/** Who may do what over HTTP. Everything but the file door wants a login. */
@Configuration(proxyBeanMethods = false)
class Guard {

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

    /** The API knows no cookies, so nobody's browser can be made to use it. */
    @Bean
    @Order(2)
    SecurityFilterChain api(HttpSecurity http) throws Exception {
        return http.securityMatcher("/api/**")
                .authorizeHttpRequests(all -> all.dispatcherTypeMatchers(DispatcherType.ASYNC, DispatcherType.ERROR)
                        .permitAll()
                        .requestMatchers("/api/v1/users/**", "/api/v1/credentials/**")
                        .hasRole("ADMINISTRATOR")
                        .requestMatchers("/api/v1/plans/*/approve", "/api/v1/plans/*/start")
                        .hasRole("APPROVER")
                        .requestMatchers(GET, "/api/**")
                        .hasRole("VIEWER")
                        .anyRequest()
                        .hasRole("OPERATOR"))
                .csrf(csrf -> csrf.disable())
                .httpBasic(Customizer.withDefaults())
                .sessionManagement(session -> session.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
                .build();
    }

    /** The console and whatever else is there: a form to log in by, and CSRF tokens as Hawtio sends them. */
    @Bean
    @Order(3)
    SecurityFilterChain console(HttpSecurity http) throws Exception {
        CsrfTokenRequestAttributeHandler plain = new CsrfTokenRequestAttributeHandler();
        plain.setCsrfRequestAttributeName(null);
        HttpSessionRequestCache cache = new HttpSessionRequestCache();
        cache.setMatchingRequestParameterName(null);
        return http.authorizeHttpRequests(all -> all.dispatcherTypeMatchers(DispatcherType.ERROR)
                        .permitAll()
                        .requestMatchers("/jolokia/**", "/hawtio/jolokia/**")
                        .hasRole("OPERATOR")
                        .anyRequest()
                        .hasRole("VIEWER"))
                .csrf(csrf -> csrf.csrfTokenRepository(CookieCsrfTokenRepository.withHttpOnlyFalse())
                        .csrfTokenRequestHandler(plain))
                .requestCache(requests -> requests.requestCache(cache))
                .headers(headers -> headers.frameOptions(frames -> frames.sameOrigin()))
                .formLogin(form -> form.permitAll())
                .logout(logout -> logout.logoutSuccessUrl("/login?logout").permitAll())
                .httpBasic(Customizer.withDefaults())
                .build();
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
    PasswordEncoder passwords() {
        return new BCryptPasswordEncoder();
    }

    @Bean
    UserDetailsService people(Users users) {
        return name -> users.login(name)
                .map(login ->
                        (org.springframework.security.core.userdetails.UserDetails) User.withUsername(login.name())
                                .password(login.passwordHash())
                                .authorities(List.of(new SimpleGrantedAuthority(
                                        "ROLE_" + login.role().name())))
                                .disabled(login.disabled())
                                .build())
                .orElseThrow(() -> new UsernameNotFoundException(name));
    }
}
