package io.farrier.compliance;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** How many portions of a fleet are judged at once; each holds a connection to the database. */
@Configuration
class ComplianceConcurrency {

    @Bean(destroyMethod = "shutdownNow")
    ExecutorService complianceThreads(@Value("${farrier.compliance.at-once}") int atOnce) {
        return Executors.newFixedThreadPool(
                atOnce, Thread.ofPlatform().name("compliance-", 0).daemon().factory());
    }
}
