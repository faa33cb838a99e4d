package io.farrier.fleet;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** How many addresses are probed at once. */
@Configuration(proxyBeanMethods = false)
class SweepConcurrency {

    @Bean(destroyMethod = "shutdownNow")
    ExecutorService sweepThreads(@Value("${farrier.sweep.concurrency}") int concurrency) {
        return Executors.newFixedThreadPool(
                concurrency, Thread.ofPlatform().name("sweep-", 0).daemon().factory());
    }
}
