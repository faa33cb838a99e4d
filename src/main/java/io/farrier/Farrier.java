package io.farrier;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;

/** The hub. */
@SpringBootApplication
@ConfigurationPropertiesScan
public class Farrier {

    public static void main(String[] args) {
        try {
            SpringApplication.run(Farrier.class, args);
        } catch (RuntimeException e) {
            Throwable root = e;
            while (root.getCause() != null) {
                root = root.getCause();
            }
            System.err.println(
                    "The hub did not start: " + root.getMessage() + "\nIts log, data/logs/farrier.log, has the rest.");
            System.exit(1);
        }
    }
}
