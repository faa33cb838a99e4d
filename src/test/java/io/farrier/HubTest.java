package io.farrier;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.util.TestPropertyValues;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.test.context.ContextConfiguration;
import org.springframework.util.FileSystemUtils;

/**
 * A test against a whole hub with its real database, broker and routes. All tests that carry this and nothing else
 * share one hub, so each must make its own hosts, catalogs and plans and look at nothing but those.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@SpringBootTest(
        webEnvironment = WebEnvironment.DEFINED_PORT,
        properties = {
            "spring.artemis.embedded.persistent=false",
            // Spring turns it off in tests.
            "spring.jmx.enabled=true",
            "farrier.bell.sweep=0/1 * * * * ?",
            "farrier.bell.patience=300ms",
            "farrier.compliance.clock=0/1 * * * * ?",
            "farrier.bell.not-again-within=2s",
            // A BMC that is stuck on purpose does not come back by waiting.
            "farrier.recovery.wait=4m",
            "farrier.catalog.back-off=50ms",
            "farrier.sweep.back-off=50ms",
            "farrier.sweep.anew=0/2 * * * * ?",
            "farrier.mirror.back-off=50ms",
            "farrier.sweep.ports=8443",
            "farrier.transport.ssh-port=2222",
            "farrier.ipmi.port=9623",
            // Tests bring edits to the desk themselves.
            "farrier.desk.watch=false",
            // A lab of the same speed is treated as real devices are.
            "farrier.pace.speed=120",
            "farrier.pace.answer=5s",
            // Whoever tests that a host never stands still waits for it.
            "farrier.pace.drain=20m",
            "farrier.pace.lease=20s",
            "farrier.files.taken=10s",
            "farrier.plan.caps.hosts=100000",
            "farrier.plan.caps.share=100",
            "farrier.answer.allowed=127.20.0.0/16",
            "farrier.answer.period=50",
            "farrier.answer.time-out=1s",
            "farrier.answer.longest=1s",
            "farrier.answer.servicenow.rate=1000",
            // Who listens there is the business of the test of mails.
            "farrier.answer.mail.host=127.20.169.6",
            "farrier.answer.mail.port=8925",
            "farrier.answer.mail.tls=none",
            "farrier.answer.mail.username=farrier",
            "farrier.answer.mail.password=vault:mail-of-a-test",
            // Spring turns it off in tests.
            "management.prometheus.metrics.export.enabled=true",
            "farrier.metrics.period=1000",
            "farrier.vcenter.own-vms=DC0_C0_RP0_VM1",
            // Who listens there is the business of the tests of quiesce.
            "farrier.quiesce.webhook.url=http://127.20.124.1:8990/farrier",
            "farrier.quiesce.kubernetes.url=http://127.20.124.2:8990",
            "farrier.trigger.webhook.secrets.itsm=vault:webhook-of-a-test",
            "farrier.trigger.webhook.secrets.other=vault:webhook-that-is-no-key",
            "farrier.trigger.cap=50",
            "farrier.access.requests.burst=1000000",
            "logging.level.root=WARN",
            "spring.test.print-condition-evaluation-report=false"
        })
@ContextConfiguration(initializers = HubTest.FreshData.class)
public @interface HubTest {

    /** What a lab's {@code --speed} must be for this hub to be patient enough with it, and not too patient. */
    int SPEED = 120;

    /**
     * A lab's {@code --speed} where it does not matter how long its devices take: they are three times as fast as the hub
     * expects, which is as patient as ever.
     */
    int BRISK = 360;

    /**
     * Gives the hub a free port, which its BMCs are told, and an empty data folder, named by this process; deletes those
     * of processes that are gone.
     */
    class FreshData implements ApplicationContextInitializer<ConfigurableApplicationContext> {

        private static final Path ALL = Path.of("target", "test-data");

        @Override
        public void initialize(ConfigurableApplicationContext context) {
            try {
                Files.createDirectories(ALL);
                try (var former = Files.list(ALL)) {
                    for (Path data : former.filter(FreshData::isLeft).toList()) {
                        forget(data);
                    }
                }
                Path data =
                        Files.createTempDirectory(ALL, ProcessHandle.current().pid() + "-");
                // A copy: what a test has the hub keep is not kept here.
                FileSystemUtils.copyRecursively(Path.of("routes"), data.resolve("routes"));
                int port = Ports.free();
                TestPropertyValues.of(
                                "farrier.data=" + data.toAbsolutePath(),
                                "farrier.routes=" + data.resolve("routes").toAbsolutePath(),
                                "server.port=" + port,
                                // Only whom somebody waits for: a test's hosts are not looked at behind its back.
                                "farrier.readiness.period=36500d",
                                "farrier.readiness.planned=36500d",
                                "farrier.files.base-url=http://127.0.0.1:" + port,
                                "farrier.trigger.amqp=" + Ports.free(),
                                "farrier.trigger.mqtt=" + Ports.free(),
                                "farrier.trigger.stomp=" + Ports.free(),
                                "farrier.trigger.core=" + Ports.free())
                        .applyTo(context);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        /** The other process that tests may be at it too. */
        private static void forget(Path data) throws IOException {
            try {
                FileSystemUtils.deleteRecursively(data);
            } catch (NoSuchFileException | DirectoryNotEmptyException e) {
                // What it has left is left to the next one.
            }
        }

        private static boolean isLeft(Path data) {
            long pid = Long.parseLong(data.getFileName().toString().split("-")[0]);
            return ProcessHandle.of(pid).isEmpty();
        }
    }
}
