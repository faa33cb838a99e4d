package io.farrier;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;

/** The hub. */
@SpringBootApplication
@ConfigurationPropertiesScan
public class Farrier {

    public static void main(String[] args) throws IOException {
        List<String> all = new ArrayList<>(Arrays.asList(args));
        if (!Files.isDirectory(Path.of("routes"))) {
            all.add("--camel.main.routes-include-pattern=" + shipped());
        }
        try {
            SpringApplication.run(Farrier.class, all.toArray(String[]::new));
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

    /** The routes inside the jar, by their exact names: a pattern would drop those in sub-folders. */
    private static String shipped() throws IOException {
        List<String> names = new ArrayList<>();
        for (Resource route :
                new PathMatchingResourcePatternResolver().getResources("classpath*:routes/**/*.camel.yaml")) {
            String url = route.getURL().toString();
            names.add("classpath:" + url.substring(url.lastIndexOf("/routes/") + 1));
        }
        return String.join(",", names);
    }
}
