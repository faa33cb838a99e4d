package io.farrier.answer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import io.farrier.HubTest;
import io.farrier.access.Person;
import io.farrier.vault.Secrets;
import jakarta.mail.Message;
import jakarta.mail.Session;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.time.Duration;
import java.util.List;
import org.apache.camel.CamelContext;
import org.apache.camel.support.jsse.SSLContextParameters;
import org.apache.hc.core5.util.Timeout;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.context.ApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Answers as mails, to GreenMail. */
@HubTest
class MailTest {

    private static final Duration SOON = Duration.ofSeconds(20);
    private static final String ADDRESS = "127.20.169.6";
    private static final int PORT = 8925;

    @Autowired
    ApplicationContext hub;

    @Autowired
    JdbcClient jdbc;

    private Subscribing test;
    private GreenMail server;

    @BeforeEach
    void start() {
        test = Subscribing.in(hub);
        test.person().put("/api/v1/secrets/mail-of-a-test", "{\"value\": \"a-mail-password\"}");
        server = server();
    }

    private static GreenMail server() {
        GreenMail server = new GreenMail(new ServerSetup(PORT, ADDRESS, "smtp"));
        server.setUser("farrier@example.com", "farrier", "a-mail-password");
        server.start();
        return server;
    }

    @AfterEach
    void stop() {
        jdbc.sql("delete from subscriptions").update();
        server.stop();
    }

    private long subscribe(String address) {
        var said = test.person().post("/api/v1/subscriptions", """
                {"name": "%s mail", "kind": "mail", "address": "%s",
                 "filter": {"change": "%s", "stages": ["refused", "started", "result"]}}
                """.formatted(test.change(), address, test.change()));
        assertThat(said.statusCode()).as(said.body()).isEqualTo(201);
        return Person.json(said).path("id").asLong();
    }

    @Test
    void what_was_asked_for_is_mailed_once_to_each_and_says_that_a_machine_wrote_it() throws Exception {
        subscribe("ops@example.com, oncall@example.com");
        test.happens("plan.begun", "one\r\nBcc: everybody@example.com");
        test.happens("plan.wave", "not asked for");
        test.happens("plan.completed", "two ☃");
        await().atMost(SOON).until(() -> server.getReceivedMessages().length == 4);
        // In the order of mailboxes: one and two to the first, then to the second.
        MimeMessage[] mails = server.getReceivedMessages();
        assertThat(mails[0].getAllRecipients()).hasSize(2);
        assertThat(mails[0].getRecipients(Message.RecipientType.BCC)).isNull();
        assertThat(mails[0].getSubject()).startsWith("[Farrier] " + test.change() + ": one  Bcc:");
        assertThat(mails[0].getHeader("Auto-Submitted")).containsExactly("auto-generated");
        assertThat(mails[0].getFrom()[0]).hasToString("farrier@localhost");
        assertThat(mails[1].getSubject()).endsWith("two ☃");
        assertThat(mails[1].getContent().toString()).contains("two ☃", "plan.completed (result)", test.change());
        assertThat(List.of(mails[0].getMessageID(), mails[1].getMessageID()))
                .allMatch(id -> id.matches("<\\d+\\.[0-9a-f-]{36}@farrier>"))
                .doesNotHaveDuplicates();
    }

    @Test
    void a_server_that_is_away_or_refuses_the_login_is_said_and_gets_the_mail_later() {
        test.person().put("/api/v1/secrets/mail-of-a-test", "{\"value\": \"another-password\"}");
        long id = subscribe("ops@example.com");
        test.happens("plan.begun", "one");
        await().atMost(SOON).untilAsserted(() -> assertThat(
                        test.shown(id).path("lastProblem").asText())
                .contains("refused the login")
                .doesNotContain("another-password"));
        server.stop();
        await().atMost(SOON)
                .untilAsserted(() ->
                        assertThat(test.shown(id).path("lastProblem").asText()).contains("refused the connection"));
        test.person().put("/api/v1/secrets/mail-of-a-test", "{\"value\": \"a-mail-password\"}");
        server = server();
        await().atMost(SOON).until(() -> server.getReceivedMessages().length == 1);
    }

    @Test
    void who_would_be_mailed_everything_and_what_is_no_mailbox_is_refused() {
        for (String body : List.of(
                "{\"name\": \"m\", \"kind\": \"mail\", \"address\": \"ops@example.com\"}",
                "{\"name\": \"m\", \"kind\": \"mail\", \"address\": \"ops@example.com\", \"filter\": {\"change\": \"*\"}}",
                "{\"name\": \"m\", \"kind\": \"mail\", \"address\": \"ops\", \"filter\": {\"types\": [\"run\"]}}",
                "{\"name\": \"m\", \"kind\": \"mail\", \"address\": \"a@b.c\\nBcc: d@e.f\", \"filter\": {\"types\": [\"run\"]}}")) {
            var said = test.person().post("/api/v1/subscriptions", body);
            assertThat(said.statusCode()).as(body + said.body()).isEqualTo(400);
        }
    }

    @Test
    void no_password_and_no_mail_goes_to_a_server_without_the_tls_that_was_asked_for(
            @Autowired Secrets secrets,
            @Autowired CamelContext camel,
            @Autowired @Qualifier("quiesceTlsContext") SSLContextParameters trust)
            throws Exception {
        var sender = new MailServer()
                .mailServer(
                        ADDRESS,
                        PORT,
                        "starttls",
                        "farrier",
                        "vault:mail-of-a-test",
                        Timeout.ofSeconds(5),
                        trust,
                        secrets,
                        camel);
        MimeMessage mail = new MimeMessage((Session) null);
        mail.setRecipient(Message.RecipientType.TO, new InternetAddress("ops@example.com"));
        mail.setText("hello");
        assertThatThrownBy(() -> sender.send(mail)).isInstanceOf(NotTaken.class).hasMessageContaining("STARTTLS");
        assertThat(server.getReceivedMessages()).isEmpty();
    }
}
