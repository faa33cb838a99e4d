package io.farrier.desk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.farrier.HubTest;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.CamelContext;
import org.apache.camel.Processor;
import org.apache.camel.component.quartz.CamelJob;
import org.apache.camel.component.quartz.QuartzConstants;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.quartz.CronTrigger;
import org.quartz.Job;
import org.quartz.JobBuilder;
import org.quartz.JobExecutionContext;
import org.quartz.JobKey;
import org.quartz.Scheduler;
import org.quartz.SchedulerException;
import org.quartz.TriggerBuilder;
import org.quartz.TriggerKey;
import org.springframework.beans.factory.annotation.Autowired;

/** Edits of routes that the clock starts, on a hub whose clock keeps its triggers in the database. */
@HubTest
class ClockTest {

    private static final String FILE = "routes/test/clock.camel.yaml";
    private static final TriggerKey FIRST = new TriggerKey("first", "desk-test");
    private static final TriggerKey SECOND = new TriggerKey("second", "desk-test");

    @Autowired
    Desk desk;

    @Autowired
    CamelContext camel;

    @Autowired
    Scheduler clock;

    private final AtomicInteger ticks = new AtomicInteger();
    private RouteSet shipped;

    @BeforeEach
    void add() {
        shipped = desk.running();
        camel.getRegistry().bind("deskTestTick", (Processor) exchange -> ticks.incrementAndGet());
        apply("first", "0/1 * * * * ?");
    }

    @AfterEach
    void takeAway() throws SchedulerException {
        assertThat(desk.apply(shipped, "test")).isInstanceOf(Verdict.Accepted.class);
        assertThat(clock.checkExists(FIRST) || clock.checkExists(SECOND)).isFalse();
    }

    @Test
    void a_rehearsal_leaves_the_running_trigger_alone() throws SchedulerException {
        assertThat(desk.rehearse(with("first", "0/1 * * * * ?"))).isInstanceOf(Verdict.Accepted.class);
        assertThat(clock.checkExists(FIRST)).isTrue();
        int before = ticks.get();
        await().until(() -> ticks.get() > before);
    }

    @Test
    void an_edited_schedule_takes_hold() throws SchedulerException {
        apply("first", "0 0 3 1 1 ?");
        assertThat(((CronTrigger) clock.getTrigger(FIRST)).getCronExpression()).isEqualTo("0 0 3 1 1 ?");
    }

    @Test
    void a_renamed_trigger_leaves_no_ghost() throws SchedulerException {
        apply("second", "0/1 * * * * ?");
        assertThat(clock.checkExists(FIRST)).isFalse();
        assertThat(clock.checkExists(SECOND)).isTrue();
        int before = ticks.get();
        await().until(() -> ticks.get() > before);
    }

    @Test
    void a_trigger_whose_file_went_while_no_hub_ran_is_deleted_and_other_jobs_are_not() throws SchedulerException {
        schedule(CamelJob.class, "orphan");
        schedule(Reminder.class, "reminder");
        Triggers.forgetOrphans(camel);
        assertThat(clock.checkExists(new TriggerKey("orphan", "desk-test"))).isFalse();
        assertThat(clock.checkExists(FIRST)).isTrue();
        assertThat(clock.deleteJob(new JobKey("reminder", "desk-test"))).isTrue();
    }

    private void schedule(Class<? extends Job> type, String name) throws SchedulerException {
        clock.scheduleJob(
                JobBuilder.newJob(type)
                        .withIdentity(name, "desk-test")
                        .usingJobData(QuartzConstants.QUARTZ_CAMEL_CONTEXT_NAME, camel.getName())
                        .build(),
                TriggerBuilder.newTrigger()
                        .withIdentity(name, "desk-test")
                        .startAt(Date.from(Instant.now().plus(Duration.ofDays(1))))
                        .build());
    }

    /** A job that is none of Camel's. */
    public static final class Reminder implements Job {
        @Override
        public void execute(JobExecutionContext context) {}
    }

    private void apply(String trigger, String cron) {
        assertThat(desk.apply(with(trigger, cron), "test")).isInstanceOf(Verdict.Accepted.class);
    }

    private RouteSet with(String trigger, String cron) {
        Map<String, String> files = new TreeMap<>(shipped.files());
        files.put(FILE, """
                - route:
                    id: desk-test.clock
                    description: Made for a test
                    from:
                      uri: quartz
                      parameters:
                        groupName: desk-test
                        triggerName: %s
                        cron: "%s"
                      steps:
                        - process:
                            id: desk-test.tick
                            ref: deskTestTick
                """.formatted(trigger, cron));
        return Stage.set(files);
    }
}
