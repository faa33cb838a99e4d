package io.farrier.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.farrier.HubTest;
import io.farrier.access.Person;
import io.farrier.lab.device.Device;
import io.farrier.lab.device.Fault;
import io.farrier.transport.LabFleet;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.logging.LogLevel;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.context.ApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;

/** A turn takes so long that its lease has ended, and somebody else has it: nothing is broken, and the log says so. */
@HubTest
class LostTurnTest {

    private static final Logger ROOT = (Logger) org.slf4j.LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);

    @Autowired
    ApplicationContext hub;

    @Autowired
    JdbcClient jdbc;

    private final ListAppender<ILoggingEvent> log = new ListAppender<>();

    /** With the levels that the hub has by its configuration: what was started since in this JVM may have set others. */
    @BeforeEach
    void listen() {
        LoggingSystem levels = LoggingSystem.get(getClass().getClassLoader());
        levels.setLogLevel(LoggingSystem.ROOT_LOGGER_NAME, LogLevel.WARN);
        Binder.get(hub.getEnvironment())
                .bind("logging.level", Bindable.mapOf(String.class, LogLevel.class))
                .get()
                .forEach(levels::setLogLevel);
        log.list = new CopyOnWriteArrayList<>();
        log.start();
        ROOT.addAppender(log);
    }

    @AfterEach
    void listenNoMore() {
        ROOT.detachAppender(log);
    }

    @Test
    void a_turn_of_a_run_that_was_lost_is_told_in_one_sentence_and_the_run_goes_on() throws IOException {
        Rollout rollout = Rollout.in(hub);
        try (LabFleet fleet = LabFleet.start(jdbc, 203, 1, "--speed=" + HubTest.SPEED, "--behind=bios")) {
            rollout.learn(fleet);
            Device device = fleet.lab().devices().getFirst();
            device.fault(Fault.SUBMIT_ANSWER_DELAYED, true, 3.0);
            long plan = rollout.start(List.of(fleet.bmc(0).hostId()));
            await().atMost(Duration.ofMinutes(1))
                    .until(() -> device.with(() -> !device.tally().submits().isEmpty()));
            long run = jdbc.sql("select id from host_runs where plan_id = ?")
                    .params(plan)
                    .query(Long.class)
                    .single();
            lose("host_runs", run);
            assertToldInOneSentence("run " + run);
            giveBack("host_runs", run);
            assertThat(rollout.endings(plan, 1, Duration.ofMinutes(2)).values())
                    .allMatch(ending -> ending.state().equals("succeeded"));
            assertThat(new Witness(device).submits().values()).containsOnly(1);
        }
    }

    @Test
    void nor_is_it_more_for_a_turn_of_a_recovery() throws IOException {
        try (LabFleet fleet = LabFleet.start(jdbc, 204, 1, "--speed=" + HubTest.SPEED)) {
            fleet.lab().devices().getFirst().fault(Fault.SLOW, true, 2.0);
            String asked = Person.who(hub, "operator")
                    .post(
                            "/api/v1/hosts/" + fleet.bmc(0).hostId() + "/recoveries",
                            "{\"highest\": \"reset-bmc\", \"reason\": \"it looks stuck\"}")
                    .headers()
                    .firstValue("Location")
                    .orElseThrow();
            long recovery = Long.parseLong(asked.substring(asked.lastIndexOf('/') + 1));
            await().atMost(Duration.ofMinutes(1))
                    .until(() -> jdbc.sql("select worker is not null from recoveries where id = ?")
                            .params(recovery)
                            .query(Boolean.class)
                            .single());
            lose("recoveries", recovery);
            assertToldInOneSentence("recovery " + recovery);
            giveBack("recoveries", recovery);
        }
    }

    private void lose(String table, long id) {
        jdbc.sql("update %s set worker = 'somebody/else', lease_until = now() + interval '1 minute' where id = ?"
                        .formatted(table))
                .params(id)
                .update();
    }

    private void giveBack(String table, long id) {
        jdbc.sql("update %s set worker = null, lease_until = null, due_at = now() where id = ?".formatted(table))
                .params(id)
                .update();
    }

    /** Whatever else would be logged of it, comes before it is caught and told. */
    private void assertToldInOneSentence(String whose) {
        String lost = " of " + whose + " is no longer ours";
        await().atMost(Duration.ofSeconds(30)).until(() -> log.list.stream()
                .anyMatch(line -> line.getFormattedMessage().contains(lost)
                        && line.getLoggerName().startsWith("io.farrier.")));
        assertThat(log.list)
                .filteredOn(line -> line.getFormattedMessage().contains(lost)
                        || line.getThrowableProxy() != null
                                && String.valueOf(line.getThrowableProxy().getMessage())
                                        .contains(lost))
                .singleElement()
                .satisfies(line -> {
                    assertThat(line.getLevel()).isEqualTo(Level.WARN);
                    assertThat(line.getThrowableProxy()).isNull();
                    assertThat(line.getFormattedMessage()).contains("a turn").doesNotContain("\n");
                });
    }
}
