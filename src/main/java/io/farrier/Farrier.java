package io.farrier;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** The hub. */
@SpringBootApplication
public class Farrier {
    public static void main(String[] args) {
        SpringApplication.run(Farrier.class, args);
    }
}
