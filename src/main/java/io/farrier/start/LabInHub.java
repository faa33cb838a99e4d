package io.farrier.start;

import io.farrier.hub.OwnerOnly;
import io.farrier.lab.Lab;
import io.farrier.lab.LabOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import java.util.UUID;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

/** The profile lab runs a lab in the hub's own process; the two meet only over sockets. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnBooleanProperty("farrier.lab.enabled")
class LabInHub {

    /** Where the lab's BMCs' password is, as a credential's vault path names it. */
    record LabSecret(Path file) {}

    @Bean
    LabSecret labSecret(@Value("${farrier.data}") Path data) throws IOException {
        Path file = data.resolve("lab").resolve("bmc-password").toAbsolutePath();
        OwnerOnly.secret(file, () -> UUID.randomUUID().toString());
        return new LabSecret(file);
    }

    @Bean(destroyMethod = "close")
    Lab lab(Environment environment, @Value("${farrier.data}") Path data, LabSecret secret) throws IOException {
        Properties options = new Properties();
        Map<String, String> set = Binder.get(environment)
                .bind("farrier.lab", Bindable.mapOf(String.class, String.class))
                .orElse(Map.of());
        set.forEach((name, value) -> {
            if (!name.equals("enabled") && !value.isBlank()) {
                options.setProperty("farrier.lab." + name, value);
            }
        });
        options.setProperty("farrier.lab.password", OwnerOnly.secret(secret.file(), () -> ""));
        options.setProperty("farrier.lab.data-dir", data.resolve("lab").toString());
        return new Lab(LabOptions.read(new String[0], options)).start();
    }
}
