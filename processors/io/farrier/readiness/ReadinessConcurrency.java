package io.farrier.readiness;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** How many BMCs are looked at at once. */
@Configuration(proxyBeanMethods = false)
class ReadinessConcurrency {

    @Bean(destroyMethod = "shutdownNow")
    ExecutorService readinessThreads(@Value("${farrier.readiness.concurrency}") int concurrency) {
        return Executors.newFixedThreadPool(
                concurrency, Thread.ofPlatform().name("readiness-", 0).daemon().factory());
    }
}
