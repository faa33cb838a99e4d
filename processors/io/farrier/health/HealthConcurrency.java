package io.farrier.health;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** How many BMCs are knocked at at once. */
@Configuration(proxyBeanMethods = false)
class HealthConcurrency {

    @Bean(destroyMethod = "shutdownNow")
    ExecutorService healthThreads(@Value("${farrier.health.concurrency}") int concurrency) {
        return Executors.newFixedThreadPool(
                concurrency, Thread.ofPlatform().name("health-", 0).daemon().factory());
    }
}
