package io.farrier.access;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.farrier.HubTest;
import io.farrier.hub.Refused;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.annotation.Transactional;

@HubTest
@Transactional
class FirstUserTest {

    private final ByteArrayOutputStream terminal = new ByteArrayOutputStream();

    @Autowired
    Users users;

    @Autowired
    Passwords passwords;

    @Autowired
    JdbcClient jdbc;

    private String start(String forgetful) {
        terminal.reset();
        new FirstUser(users, passwords, forgetful, new PrintStream(terminal, true)).run(null);
        return terminal.toString();
    }

    private static String password(String said) {
        Matcher password = Pattern.compile(": (\\S{20})\\s*$").matcher(said);
        assertThat(password.find()).as(said).isTrue();
        return password.group(1);
    }

    /** What any logger says from now on, of any level. */
    private static ListAppender<ILoggingEvent> everything() {
        ListAppender<ILoggingEvent> log = new ListAppender<>();
        Logger root = (Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME);
        log.start();
        root.addAppender(log);
        root.setLevel(Level.TRACE);
        return log;
    }

    private static void forget(ListAppender<ILoggingEvent> log) {
        Logger root = (Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME);
        root.setLevel(Level.WARN);
        root.detachAppender(log);
    }

    @Test
    void the_first_start_says_a_password_once_and_keeps_only_its_hash() {
        jdbc.sql("delete from users").update();
        ListAppender<ILoggingEvent> log = everything();
        String password = password(start(""));
        forget(log);
        Users.Login admin = users.login("admin").orElseThrow();
        assertThat(admin.role()).isEqualTo(Role.ADMINISTRATOR);
        assertThat(passwords.matches(password, admin.passwordHash())).isTrue();
        assertThat(admin.passwordHash()).doesNotContain(password);
        assertThat(log.list).isNotEmpty().noneMatch(line -> line.getFormattedMessage()
                .contains(password));
        assertThat(jdbc.sql("select count(*) from events where sentence like ? or data::text like ?")
                        .params("%" + password + "%", "%" + password + "%")
                        .query(Integer.class)
                        .single())
                .isZero();
        assertThat(start("")).isEmpty();
    }

    @Test
    void who_forgot_the_password_gets_another_one_at_a_start_that_asks_for_it() {
        users.add("forgetful", Role.VIEWER, passwords.hash("the-old-password"), "test");
        String password = password(start("forgetful"));
        String hash = users.login("forgetful").orElseThrow().passwordHash();
        assertThat(passwords.matches(password, hash)).isTrue();
        assertThat(passwords.matches("the-old-password", hash)).isFalse();
    }

    @Test
    void the_last_administrator_stays() {
        jdbc.sql("delete from users").update();
        users.add("one", Role.ADMINISTRATOR, passwords.hash("the-only-password"), "test");
        Refused disabled = Assertions.assertThrows(
                Refused.class, () -> users.change("one", new Users.Change(null, true, null), "one"));
        assertThat(disabled).hasMessageContaining("last administrator");
        users.add("two", Role.ADMINISTRATOR, passwords.hash("the-other-password"), "test");
        assertThat(users.change("one", new Users.Change(Role.VIEWER, null, null), "two")
                        .role())
                .isEqualTo("viewer");
    }
}
