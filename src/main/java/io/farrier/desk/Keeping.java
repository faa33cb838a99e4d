package io.farrier.desk;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.springframework.util.FileSystemUtils;

/**
 * Files on their way into the folder: written beside it first, then put there, all or none. From the one rename that
 * counts on, whoever reads the folder next finishes what a hub that was killed left half done.
 */
final class Keeping {

    private static final String DECIDED = ".desk-keeps";
    private static final String GONE = ".gone";

    private final Path folder;
    private final Path written;

    private Keeping(Path folder, Path written) {
        this.folder = folder;
        this.written = written;
    }

    /**
     * Writes them beside, which is where a disk that is full or not to be written is noticed.
     *
     * @param files texts by paths below the folder; null: it is to go
     * @param all what else belongs there where there is no folder yet
     */
    static Keeping write(Path folder, Map<String, String> files, Map<String, String> all) throws IOException {
        boolean isNew = !Files.isDirectory(folder);
        Path absolute = folder.toAbsolutePath();
        Path written = isNew
                ? absolute.resolveSibling("." + absolute.getFileName() + "-" + UUID.randomUUID())
                : absolute.resolve(".desk-" + UUID.randomUUID());
        Keeping keeping = new Keeping(absolute, written);
        try {
            Files.createDirectories(written);
            StringBuilder gone = new StringBuilder();
            for (var file : (isNew ? all : files).entrySet()) {
                if (file.getValue() == null) {
                    gone.append(file.getKey()).append('\n');
                } else {
                    refuseDetour(absolute, file.getKey());
                    Path place = written.resolve(file.getKey());
                    Files.createDirectories(place.getParent());
                    Files.writeString(place, file.getValue());
                }
            }
            if (!isNew) {
                Files.writeString(written.resolve(GONE), gone);
            }
            return keeping;
        } catch (IOException e) {
            keeping.drop();
            throw e;
        }
    }

    /** A link in the folder must not lead what is written out of it. */
    private static void refuseDetour(Path folder, String file) throws IOException {
        Path place = folder.resolve(file);
        for (Path on = place; on != null && !on.equals(folder); on = on.getParent()) {
            if (Files.isSymbolicLink(on)) {
                throw new IOException(on + " is a link, and what is behind it is not written to");
            }
        }
    }

    /** From here on they are there. */
    void keep() throws IOException {
        if (!Files.isDirectory(folder)) {
            Files.move(written, folder, StandardCopyOption.ATOMIC_MOVE);
            return;
        }
        Path decided = folder.resolve(DECIDED);
        finish(folder);
        Files.move(written, decided, StandardCopyOption.ATOMIC_MOVE);
        finish(folder);
    }

    /** They are not wanted after all. */
    void drop() {
        try {
            FileSystemUtils.deleteRecursively(written);
        } catch (IOException e) {
            // It is hidden, and harms nobody.
        }
    }

    /** Does what was decided, if somebody was stopped in the middle of it. */
    static void finish(Path folder) throws IOException {
        Path decided = folder.resolve(DECIDED);
        if (!Files.isDirectory(decided)) {
            return;
        }
        try {
            List<Path> files;
            try (Stream<Path> all = Files.walk(decided)) {
                files = all.filter(Files::isRegularFile)
                        .filter(file -> !file.getFileName().toString().equals(GONE))
                        .toList();
            }
            List<String> gone = Files.readAllLines(decided.resolve(GONE));
            for (Path file : files) {
                Path place = folder.resolve(decided.relativize(file).toString());
                try {
                    Files.createDirectories(place.getParent());
                } catch (FileAlreadyExistsException e) {
                    throw new IOException(place.getParent() + " is a file, and a folder is to be there", e);
                }
                Files.move(file, place, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            }
            for (String file : gone) {
                Files.deleteIfExists(folder.resolve(file));
            }
            FileSystemUtils.deleteRecursively(decided);
        } catch (NoSuchFileException e) {
            // Another hub on the same folder was faster.
            if (Files.isDirectory(decided.resolve(GONE).getParent()) && Files.exists(decided.resolve(GONE))) {
                throw e;
            }
        }
    }
}
