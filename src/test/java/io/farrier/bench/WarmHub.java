package io.farrier.bench;

import io.farrier.Farrier;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.camel.CamelContext;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.util.FileSystemUtils;

/** A whole hub in this process as it ships: embedded PostgreSQL and Artemis, both with fsync, all routes. */
record WarmHub(ConfigurableApplicationContext spring, Path data) implements AutoCloseable {

    static WarmHub start(String name, String... properties) throws IOException {
        Path data = Path.of("target", "bench", name).toAbsolutePath();
        FileSystemUtils.deleteRecursively(data);
        List<String> args = new ArrayList<>(List.of(properties));
        args.add("--farrier.data=" + data);
        args.add("--server.port=0");
        args.add("--logging.threshold.console=OFF");
        return new WarmHub(new SpringApplicationBuilder(Farrier.class).run(args.toArray(String[]::new)), data);
    }

    <T> T the(Class<T> type) {
        return spring.getBean(type);
    }

    CamelContext camel() {
        return the(CamelContext.class);
    }

    /** How much of the processors' time this process and its database's have used so far. */
    Cpu cpu() throws IOException {
        return Cpu.of(ProcessHandle.current(), data);
    }

    @Override
    public void close() {
        spring.close();
    }
}
