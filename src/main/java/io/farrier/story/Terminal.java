package io.farrier.story;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/**
 * Where the story is told. On a terminal the last line is progress and moves; elsewhere progress is a plain line every few
 * seconds, and only when it says something new.
 */
final class Terminal {

    private static final Duration EVERY = Duration.ofSeconds(5);

    private final PrintStream out;
    private final boolean moves;
    private String progress = "";
    private String lastPlain = "";
    private long lastPlainAt;

    private Terminal(PrintStream out, boolean moves) {
        this.out = out;
        this.moves = moves;
    }

    static Terminal standard() {
        return new Terminal(System.out, isTerminal());
    }

    /** One sentence, on a line of its own. */
    synchronized void say(String sentence) {
        if (moves) {
            out.print("\r\033[K");
        }
        out.println(sentence);
        if (moves) {
            out.print(progress);
            out.flush();
        }
    }

    /** What is under way; an empty text takes the line away. */
    synchronized void progress(String line) {
        if (moves) {
            if (!line.equals(progress)) {
                progress = line;
                out.print("\r\033[K" + line);
                out.flush();
            }
            return;
        }
        long now = System.nanoTime();
        if (!line.isEmpty() && !line.equals(lastPlain) && now - lastPlainAt > EVERY.toNanos()) {
            lastPlain = line;
            lastPlainAt = now;
            out.println(line);
        }
    }

    /** {@code System.console()} says yes to everything since JDK 22; what standard output is tied to does not. */
    private static boolean isTerminal() {
        try {
            String target = Files.readSymbolicLink(Path.of("/proc/self/fd/1")).toString();
            return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty") || target.equals("/dev/console");
        } catch (IOException | UnsupportedOperationException e) {
            return false;
        }
    }
}
