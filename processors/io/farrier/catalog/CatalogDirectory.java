package io.farrier.catalog;

import io.farrier.bell.Turn;
import io.farrier.hub.Headers;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.apache.camel.ExchangeProperty;
import org.apache.camel.Message;
import org.springframework.stereotype.Component;

/** Makes a catalog of a folder of packages, by what each says of itself. A package that is wrong is left out, and named. */
@Component("catalogDirectory")
class CatalogDirectory {

    private static final int DEPTH = 8;
    private static final int MOST = 20_000;

    private final CatalogDownload download;
    private final Syncs syncs;

    CatalogDirectory(CatalogDownload download, Syncs syncs) {
        this.download = download;
        this.syncs = syncs;
    }

    /** Sets the next action, load or unchanged, and as the body the catalog that was made. */
    public void read(
            Message message, @ExchangeProperty(Headers.TURN) Turn turn, @ExchangeProperty(CatalogSync.SYNC) Sync sync)
            throws IOException {
        Path folder = Path.of(URI.create(sync.source()));
        if (!Files.isDirectory(folder)) {
            throw new CatalogRefused("There is no such folder on this hub. Check the address, and that it is mounted.");
        }
        Path real = folder.toRealPath();
        List<LeftOut> leftOut = new ArrayList<>();
        List<Path> files = files(real, leftOut);
        long total = 0;
        for (Path file : files) {
            total += Files.size(file);
        }
        List<SoftwareComponent> components = new ArrayList<>();
        long done = 0;
        for (Path file : files) {
            String path = real.relativize(file).toString();
            try {
                components.add(read(real, file, path));
            } catch (CatalogRefused e) {
                leftOut.add(new LeftOut(path, e.getMessage()));
            }
            done += Files.size(file);
            syncs.progress(turn, done, total, null);
        }
        syncs.leftOut(sync, leftOut);
        if (components.isEmpty()) {
            throw new CatalogRefused(
                    leftOut.isEmpty()
                            ? "The folder holds no package: no file that ends with .EXE or .BIN."
                            : "None of the %,d files in the folder is a package. The first, %s: %s"
                                    .formatted(
                                            leftOut.size(),
                                            leftOut.getFirst().file(),
                                            leftOut.getFirst().reason()));
        }
        CatalogWriter.write(download.file(sync), folder.getFileName().toString(), components);
        message.removeHeaders("*");
        download.settle(message, sync, null, null);
    }

    private static SoftwareComponent read(Path folder, Path file, String path) throws IOException {
        if (!file.toRealPath().startsWith(folder)) {
            throw new CatalogRefused("It is a link that leads out of the folder.");
        }
        if (!PackageAddress.safe(path)) {
            throw new CatalogRefused("Its name can't be part of an address.");
        }
        Received content;
        try (InputStream in = Files.newInputStream(file)) {
            content = Received.to(OutputStream.nullOutputStream(), in, Long.MAX_VALUE);
        }
        return DupReader.read(file, path, content);
    }

    /** A folder that lies too deep is named, since nothing in it is read. */
    private static List<Path> files(Path folder, List<LeftOut> leftOut) throws IOException {
        try (Stream<Path> all = Files.walk(folder, DEPTH)) {
            List<Path> files = all.peek(path -> deep(folder, path, leftOut))
                    .filter(Files::isRegularFile)
                    .filter(CatalogDirectory::isPackage)
                    .sorted()
                    .limit(MOST + 1L)
                    .toList();
            if (files.size() > MOST) {
                throw new CatalogRefused("The folder holds more than %,d packages. Divide it.".formatted(MOST));
            }
            return files;
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private static void deep(Path folder, Path path, List<LeftOut> leftOut) {
        Path inside = folder.relativize(path);
        if (inside.getNameCount() == DEPTH && Files.isDirectory(path)) {
            leftOut.add(new LeftOut(
                    inside + "/",
                    "Folders are read %d deep, so nothing in this one was. Move it up.".formatted(DEPTH)));
        }
    }

    private static boolean isPackage(Path file) {
        String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
        return name.endsWith(".exe") || name.endsWith(".bin");
    }
}
