package io.farrier.trigger;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** How many changes are knocked for at once. What is too much is left out: it was a hint. */
@Configuration(proxyBeanMethods = false)
class KnockConcurrency {

    private static final int AT_ONCE = 8;
    private static final int WAITING = 64;

    @Bean(destroyMethod = "shutdownNow")
    ExecutorService knockThreads() {
        return new ThreadPoolExecutor(
                AT_ONCE,
                AT_ONCE,
                0,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(WAITING),
                Thread.ofPlatform().name("knock-", 0).daemon().factory(),
                new ThreadPoolExecutor.DiscardPolicy());
    }
}
