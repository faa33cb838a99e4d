package io.farrier.files;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** How many files are downloaded for mirrors at once, on this hub. */
@Configuration(proxyBeanMethods = false)
class MirrorConcurrency {

    @Bean(destroyMethod = "shutdownNow")
    ExecutorService mirrorThreads(@Value("${farrier.mirror.at-once}") int atOnce) {
        return Executors.newFixedThreadPool(
                atOnce, Thread.ofPlatform().name("mirror-", 0).daemon().factory());
    }
}
