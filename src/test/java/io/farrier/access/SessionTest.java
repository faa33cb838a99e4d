package io.farrier.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.farrier.HubTest;
import java.io.IOException;
import java.net.CookieManager;
import java.net.HttpCookie;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;

/** What a browser does: log in by the form, keep the session, show the token. */
@HubTest
class SessionTest {

    private final CookieManager cookies = new CookieManager();
    private final HttpClient browser =
            HttpClient.newBuilder().cookieHandler(cookies).build();

    @Autowired
    ApplicationContext hub;

    private HttpRequest.Builder page(String path) {
        return HttpRequest.newBuilder(URI.create("http://localhost:" + Person.port(hub) + path))
                .header("Accept", "text/html,*/*;q=0.8")
                .header("Sec-Fetch-Site", "same-origin");
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return browser.send(request.build(), BodyHandlers.ofString());
    }

    private String token() {
        return cookies.getCookieStore().getCookies().stream()
                .filter(cookie -> cookie.getName().equals("XSRF-TOKEN"))
                .map(HttpCookie::getValue)
                .findFirst()
                .orElseThrow();
    }

    private static String place(HttpResponse<?> answer) {
        return URI.create(answer.headers().firstValue("Location").orElseThrow()).toString();
    }

    private HttpResponse<String> login(Person person, String password) throws IOException, InterruptedException {
        HttpResponse<String> first = send(page("/hawtio/").GET());
        assertThat(place(first)).endsWith("/login.html");
        assertThat(send(page("/login.html").GET()).body()).contains("name=\"password\"");
        return send(page("/login")
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(
                        "username=%s&password=%s&_csrf=%s".formatted(person.name(), password, token()))));
    }

    @Test
    void who_logs_in_by_the_form_comes_to_the_page_that_was_asked_for() throws Exception {
        HttpResponse<String> in = login(Person.who(hub, "viewer"), Person.PASSWORD);
        assertThat(place(in)).endsWith("/hawtio/");
        assertThat(send(page("/api/v1/me").GET()).body()).contains("\"role\":\"viewer\"");
    }

    @Test
    void who_gives_a_wrong_password_is_told_so_on_the_form() throws Exception {
        assertThat(place(login(Person.who(hub, "viewer"), "wrong"))).endsWith("/login.html?error");
        assertThat(send(page("/api/v1/me").GET()).statusCode()).isEqualTo(401);
    }

    @Test
    void a_session_orders_something_only_with_the_token_that_our_own_pages_can_read() throws Exception {
        login(Person.who(hub, "operator"), Person.PASSWORD);
        assertThat(send(page("/api/v1/plans/999999/pause").POST(BodyPublishers.noBody()))
                        .statusCode())
                .isEqualTo(403);
        assertThat(send(page("/api/v1/plans/999999/pause")
                                .header("X-XSRF-TOKEN", token())
                                .POST(BodyPublishers.noBody()))
                        .statusCode())
                .isEqualTo(404);
    }

    @Test
    void a_session_ends_with_the_right_to_log_in() throws Exception {
        Person viewer = Person.who(hub, "viewer");
        login(viewer, Person.PASSWORD);
        assertThat(send(page("/api/v1/me").GET()).statusCode()).isEqualTo(200);
        hub.getBean(Users.class).change(viewer.name(), new Users.Change(null, true, null), "test");
        assertThat(send(page("/api/v1/me").GET()).statusCode()).isEqualTo(401);
    }

    @Test
    void a_session_does_not_keep_a_role_that_was_taken_away() throws Exception {
        Person operator = Person.who(hub, "operator");
        login(operator, Person.PASSWORD);
        hub.getBean(Users.class).change(operator.name(), new Users.Change(Role.VIEWER, null, null), "test");
        assertThat(send(page("/api/v1/plans/999999/pause")
                                .header("X-XSRF-TOKEN", token())
                                .POST(BodyPublishers.noBody()))
                        .statusCode())
                .isEqualTo(401);
    }
}
