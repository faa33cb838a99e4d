package io.farrier;

import io.farrier.desk.Check;
import java.io.IOException;
import java.util.Arrays;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.actuate.autoconfigure.logging.OpenTelemetryLoggingAutoConfiguration;
import org.springframework.boot.actuate.autoconfigure.logging.otlp.OtlpLoggingAutoConfiguration;
import org.springframework.boot.actuate.autoconfigure.opentelemetry.OpenTelemetryAutoConfiguration;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.boot.web.server.PortInUseException;

/** The hub. */
// What is traced, and whether, is our own business: io.farrier.tracing.
@SpringBootApplication(
        exclude = {
            OpenTelemetryAutoConfiguration.class,
            OpenTelemetryLoggingAutoConfiguration.class,
            OtlpLoggingAutoConfiguration.class
        })
@ConfigurationPropertiesScan
public class Farrier {

    public static void main(String[] args) {
        if (args.length > 0 && args[0].equals("check")) {
            System.exit(check(Arrays.copyOfRange(args, 1, args.length)));
        }
        try {
            SpringApplication.run(Farrier.class, args);
        } catch (RuntimeException e) {
            System.err.println("The hub did not start: " + why(e) + "\nIts log, data/logs/farrier.log, has the rest.");
            System.exit(1);
        }
    }

    private static int check(String... args) {
        try {
            return new Check(Farrier.class, System.out).of(args);
        } catch (IOException | RuntimeException e) {
            System.err.println("The routes could not be checked: " + why(e));
            return 2;
        }
    }

    /** The first sentence that is not a framework's: what is inside it is detail, what is around it is bean names. */
    private static String why(Throwable failure) {
        if (failure instanceof PortInUseException port) {
            return "port " + port.getPort() + " is in use; stop what listens there, or set server.port";
        }
        String kind = failure.getClass().getName();
        boolean framework = kind.startsWith("org.springframework.") || kind.startsWith("org.apache.camel.");
        return framework && failure.getCause() != null ? why(failure.getCause()) : failure.getMessage();
    }
}
