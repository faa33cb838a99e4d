package io.farrier.lab;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A program that nobody here wrote, run in a folder of its own. */
record Peer(Path folder) {

    /** Both of its streams together. */
    record Ran(int exit, String out) {}

    /** The machine's own CA settings are kept away, since they overrule "do not verify". */
    Ran run(String input, List<String> command) throws IOException, InterruptedException {
        Path in = Files.writeString(Files.createTempFile(folder, "in", ".txt"), input);
        Path out = Files.createTempFile(folder, "out", ".txt");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectInput(in.toFile())
                .redirectOutput(out.toFile());
        builder.environment().keySet().removeAll(List.of("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"));
        builder.environment().put("HOME", folder.toString());
        builder.environment().put("PYTHONWARNINGS", "ignore");
        Process process = builder.start();
        if (!process.waitFor(90, TimeUnit.SECONDS)) {
            process.destroyForcibly();
        }
        return new Ran(process.waitFor(), Files.readString(out));
    }

    /** Skips the test, aloud, where the program is not installed. */
    void assume(String name, String... works) throws InterruptedException {
        boolean there;
        try {
            there = run("", List.of(works)).exit() == 0;
        } catch (IOException notThere) {
            there = false;
        }
        if (!there) {
            System.out.println("SKIPPED: " + name + " is not installed; the lab is not checked against it.");
        }
        assumeTrue(there, name + " is not installed");
    }
}
