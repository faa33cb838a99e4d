package io.farrier.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.farrier.Program;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.util.FileSystemUtils;

/**
 * One file of 300 MB served to fifty BMCs at once by a hub whose heap is 64 MB more than what lives in it when it has
 * nothing to do; beside it the JDK's own file server and plain sendfile, each in a process of its own. All on one
 * machine's loopback; the clients are plain sockets, and use as much of the processors as the servers do.
 */
@Tag("bench")
@Tag("files")
class FilesBench {

    private static final int BMCS = 50;
    private static final int SIZE = 300 << 20;
    private static final long MORE = 64L << 20;
    private static final int JDK = 18972;
    private static final int BARE = 18973;

    private final Path folder = Path.of("target", "bench", "files").toAbsolutePath();
    private final List<String> bmcs =
            IntStream.rangeClosed(1, BMCS).mapToObj(n -> "127.20.67." + n).toList();

    @Test
    void three_hundred_megabytes_to_fifty_bmcs() throws Exception {
        FileSystemUtils.deleteRecursively(folder);
        Path file = content(Files.createDirectories(folder.resolve("served")).resolve("BENCH.EXE"));
        String md5 = md5(file);
        long lives = lives(file, md5);
        long heap = lives + MORE;
        double bare;
        try (Program server = Program.java(
                        folder.resolve("bare.log"), List.of("-Xmx64m"), BareFiles.class, List.of("" + BARE, "" + file))
                .up("127.0.0.1", BARE)) {
            bare = fetched(server, BARE, bmcs.stream().map(bmc -> "/BENCH.EXE").toList());
        }
        double jdk;
        try (Program server = Program.start(folder.resolve("jdk.log"), Map.of(), simple(file.getParent()))
                .up("127.0.0.1", JDK)) {
            jdk = fetched(server, JDK, bmcs.stream().map(bmc -> "/BENCH.EXE").toList());
        }
        Path log = folder.resolve("hub.log");
        double hub;
        try (Program server = hub(log, heap, file, md5)) {
            List<String> links = said(log, "link ");
            int port = Integer.parseInt(said(log, "port ").getFirst());
            hub = fetched(server, port, links);
            assertThat(digest(port, links.getFirst())).isEqualTo(md5);
        }
        double mega = (double) BMCS * SIZE / 1e6;
        System.out.printf(
                Locale.ROOT,
                "files: 300 MB to %d BMCs at once by a hub in %.1f s (%.0f MB/s), heap at most %d MB (-Xmx), of which %d MB"
                        + " live when idle%n"
                        + "files: the JDK's file server %.1f s (%.0f MB/s), ratio %.2f; plain sendfile %.1f s (%.0f MB/s),"
                        + " ratio %.2f%n",
                BMCS,
                hub,
                mega / hub,
                heap >> 20,
                lives >> 20,
                jdk,
                mega / jdk,
                hub / jdk,
                bare,
                mega / bare,
                hub / bare);
    }

    /** What lives in the heap of a hub that has nothing to do. */
    private long lives(Path file, String md5) throws Exception {
        Path log = folder.resolve("idle.log");
        try (Program idle = hub(log, 512L << 20, file, md5)) {
            assertThat(idle.handle().isAlive()).isTrue();
            return Long.parseLong(said(log, "heap ").getFirst());
        }
    }

    private Program hub(Path log, long heap, Path file, String md5) throws Exception {
        List<String> args = new ArrayList<>(List.of("" + file, md5));
        args.addAll(bmcs);
        Program hub = Program.java(
                log, List.of("-Xmx" + (heap >> 20) + "m", "-XX:+ExitOnOutOfMemoryError"), Served.class, args);
        await().atMost(Duration.ofMinutes(3))
                .pollInterval(Duration.ofMillis(200))
                .until(() -> !hub.handle().isAlive() || !said(log, "heap ").isEmpty());
        assertThat(hub.handle().isAlive()).as("see " + log).isTrue();
        return hub;
    }

    private static List<String> simple(Path folder) {
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx64m",
                "-m",
                "jdk.httpserver",
                "-b",
                "127.0.0.1",
                "-p",
                "" + JDK,
                "-d",
                folder.toString(),
                "-o",
                "none");
    }

    /** Seconds until every BMC has the whole file, each from its own address. */
    private double fetched(Program server, int port, List<String> paths) throws Exception {
        assertThat(server.handle().isAlive()).isTrue();
        fetch(bmcs.getFirst(), port, paths.getFirst());
        long begun = System.nanoTime();
        try (ExecutorService all = Executors.newFixedThreadPool(BMCS)) {
            List<Callable<Long>> fetches = new ArrayList<>();
            for (int n = 0; n < BMCS; n++) {
                String bmc = bmcs.get(n);
                String path = paths.get(n);
                fetches.add(() -> fetch(bmc, port, path));
            }
            for (Future<Long> fetched : all.invokeAll(fetches, 10, TimeUnit.MINUTES)) {
                assertThat(fetched.get()).isEqualTo(SIZE);
            }
        }
        return (System.nanoTime() - begun) / 1e9;
    }

    /** How many bytes of a file came; none of them is kept. */
    private static long fetch(String bmc, int port, String path) throws IOException {
        try (SocketChannel socket = SocketChannel.open()) {
            socket.bind(new InetSocketAddress(bmc, 0));
            socket.connect(new InetSocketAddress("127.0.0.1", port));
            socket.write(ByteBuffer.wrap(
                    ("GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1:" + port + "\r\nConnection: close\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII)));
            ByteBuffer buffer = ByteBuffer.allocateDirect(1 << 18);
            int body = -1;
            while (body < 0) {
                if (socket.read(buffer) < 0) {
                    throw new IOException("no answer to " + path);
                }
                String head = StandardCharsets.ISO_8859_1
                        .decode(buffer.duplicate().flip())
                        .toString();
                body = head.indexOf("\r\n\r\n");
                if (body >= 0 && !head.startsWith("HTTP/1.1 200")) {
                    throw new IOException(head.lines().findFirst().orElse(""));
                }
            }
            long size = buffer.position() - body - 4;
            buffer.clear();
            while (size < SIZE) {
                int n = socket.read(buffer);
                if (n < 0) {
                    break;
                }
                size += n;
                buffer.clear();
            }
            return size;
        }
    }

    private String digest(int port, String path) throws Exception {
        MessageDigest digest = MessageDigest.getInstance("MD5");
        // From the address of the first BMC, as the link wants it.
        try (SocketChannel socket = SocketChannel.open()) {
            socket.bind(new InetSocketAddress(bmcs.getFirst(), 0));
            socket.connect(new InetSocketAddress("127.0.0.1", port));
            socket.write(ByteBuffer.wrap(("GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII)));
            InputStream in = socket.socket().getInputStream();
            int seen = 0;
            while (seen < 4) {
                int b = in.read();
                seen = b == "\r\n\r\n".charAt(seen) ? seen + 1 : b == '\r' ? 1 : 0;
            }
            byte[] buffer = new byte[1 << 16];
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                digest.update(buffer, 0, n);
            }
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private static Path content(Path file) throws IOException {
        Random random = new Random(1);
        try (OutputStream out = Files.newOutputStream(file)) {
            byte[] piece = new byte[1 << 20];
            for (int n = 0; n < SIZE / piece.length; n++) {
                random.nextBytes(piece);
                out.write(piece);
            }
        }
        return file;
    }

    private static String md5(Path file) throws Exception {
        MessageDigest digest = MessageDigest.getInstance("MD5");
        try (InputStream in = new DigestInputStream(Files.newInputStream(file), digest)) {
            in.transferTo(OutputStream.nullOutputStream());
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private static List<String> said(Path log, String word) throws IOException {
        return Files.readAllLines(log).stream()
                .filter(line -> line.startsWith(word))
                .map(line -> line.substring(word.length()))
                .toList();
    }
}
