package io.farrier.desk;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;

/** Where the route files are: in a folder beside the hub, or, where there is none, in the jar. */
public final class RouteFiles {

    private static final String PREFIX = "routes/";

    /** When a file was last written and how long it is. */
    public record Stamp(FileTime written, long size) {}

    private final Path folder;

    public RouteFiles(Path folder) {
        this.folder = folder;
    }

    /** The set as it stands there now. */
    public synchronized RouteSet read() throws IOException {
        Map<String, String> files = new TreeMap<>();
        if (Files.isDirectory(folder)) {
            Keeping.finish(folder);
            for (Path file : list()) {
                // What is no UTF-8 is left to the desk to refuse.
                files.put(name(file), new String(Files.readAllBytes(file), StandardCharsets.UTF_8));
            }
        } else {
            for (Resource file : new PathMatchingResourcePatternResolver().getResources("classpath:routes/**/*.yaml")) {
                String path = file.getURL().getPath();
                files.put(
                        path.substring(path.lastIndexOf("/" + PREFIX) + 1),
                        file.getContentAsString(StandardCharsets.UTF_8));
            }
        }
        return new RouteSet(files);
    }

    /** What changes when a file in the folder does; empty for the jar, which never changes. */
    public Map<String, Stamp> stamps() throws IOException {
        Map<String, Stamp> stamps = new TreeMap<>();
        if (Files.isDirectory(folder)) {
            for (Path file : list()) {
                stamps.put(name(file), new Stamp(Files.getLastModifiedTime(file), Files.size(file)));
            }
        }
        return stamps;
    }

    /**
     * Writes files beside the folder; {@link Keeping#keep} puts them there.
     *
     * @param files by their names; null: it is to go
     * @param whole the set that is to be there then
     */
    Keeping write(Map<String, String> files, RouteSet whole) throws IOException {
        return Keeping.write(folder, below(files), below(whole.files()));
    }

    synchronized void keep(Keeping keeping) throws IOException {
        keeping.keep();
    }

    private static Map<String, String> below(Map<String, String> files) {
        Map<String, String> below = new TreeMap<>();
        files.forEach((name, text) -> below.put(name.substring(PREFIX.length()), text));
        return below;
    }

    /** Whose the file is, as the operating system tells; empty where that is the hub itself, or can't be told. */
    Optional<String> owner(String name) {
        try {
            String owner = Files.getOwner(folder.resolve(name.substring(PREFIX.length())))
                    .getName();
            return owner.equals(System.getProperty("user.name")) ? Optional.empty() : Optional.of(owner + " (files)");
        } catch (IOException | UnsupportedOperationException e) {
            return Optional.empty();
        }
    }

    /** All YAML, also what is named wrongly: it is to be refused, not overlooked. */
    private Iterable<Path> list() throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            return all.filter(Files::isRegularFile)
                    .filter(file -> ("/" + folder.relativize(file)).matches("(/[^./][^/]*)+\\.ya?ml"))
                    .sorted()
                    .toList();
        }
    }

    private String name(Path file) {
        return PREFIX + folder.relativize(file).toString().replace('\\', '/');
    }
}
