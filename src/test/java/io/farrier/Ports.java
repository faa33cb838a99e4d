package io.farrier;

import java.io.IOException;
import java.net.BindException;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/** Ports for what a test starts. */
public final class Ports {

    private Ports() {}

    /**
     * A port where nobody listens, below those that the system itself gives to whoever calls somebody: it is not taken before
     * who asked for it listens.
     */
    public static int free() throws IOException {
        for (int tries = 0; tries < 100; tries++) {
            int port = ThreadLocalRandom.current().nextInt(20_000, 32_000);
            try (ServerSocket free = new ServerSocket(port)) {
                return free.getLocalPort();
            } catch (BindException taken) {
                // the next
            }
        }
        throw new IOException("no port is free");
    }
}
