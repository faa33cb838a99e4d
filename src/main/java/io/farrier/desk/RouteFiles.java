package io.farrier.desk;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;

/**
 * A set of route files, by name: {@code run/step.camel.yaml} and its text. They come from a folder, or where there is no
 * such folder from inside the jar.
 */
public final class RouteFiles {

    static final String ENDING = ".camel.yaml";

    private final SortedMap<String, String> texts;

    public RouteFiles(Map<String, String> texts) {
        this.texts = new TreeMap<>(texts);
    }

    /** The files of a folder; the jar's where it is not there. */
    public static RouteFiles read(Path folder) {
        try {
            return Files.isDirectory(folder) ? folder(folder) : jar();
        } catch (IOException e) {
            throw new UncheckedIOException("The routes in " + folder + " can't be read: " + e.getMessage(), e);
        }
    }

    private static RouteFiles folder(Path folder) throws IOException {
        Map<String, String> texts = new TreeMap<>();
        List<Path> files;
        try (var all = Files.walk(folder)) {
            files = all.filter(Files::isRegularFile).toList();
        }
        for (Path file : files) {
            String name = folder.relativize(file).toString().replace('\\', '/');
            if (name.endsWith(".yaml") || name.endsWith(".yml")) {
                texts.put(name, Files.readString(file));
            }
        }
        return new RouteFiles(texts);
    }

    /** Camel's own pattern drops sub-folders inside a Boot jar (STACK T42), so they are listed by Spring. */
    private static RouteFiles jar() throws IOException {
        Map<String, String> texts = new TreeMap<>();
        for (Resource resource :
                new PathMatchingResourcePatternResolver().getResources("classpath*:routes/**/*" + ENDING)) {
            String url = resource.getURL().toString();
            texts.put(
                    url.substring(url.lastIndexOf("/routes/") + "/routes/".length()),
                    resource.getContentAsString(StandardCharsets.UTF_8));
        }
        return new RouteFiles(texts);
    }

    public SortedMap<String, String> texts() {
        return texts;
    }

    /** The same for the same files, wherever they lie: nodes that run different routes show by it. */
    public String hash() {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            texts.forEach((name, text) -> {
                digest.update(name.getBytes(StandardCharsets.UTF_8));
                digest.update((byte) 0);
                digest.update(text.getBytes(StandardCharsets.UTF_8));
                digest.update((byte) 0);
            });
            return HexFormat.of().formatHex(digest.digest()).substring(0, 16);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256", e);
        }
    }
}
