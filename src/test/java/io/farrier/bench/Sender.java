package io.farrier.bench;

import io.farrier.transport.Ask;
import io.farrier.transport.Bmc;
import io.farrier.transport.FirmwareUpdateRequest.MultipartUpdate;
import io.farrier.transport.Outcome;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.camel.ProducerTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * A hub in a process of its own, with as little heap as it is given, that sends one file to one device and then to all the
 * others at once. Says a line for each round: {@code sent COUNT SECONDS}.
 */
final class Sender {

    private Sender() {}

    /** @param args the devices' password file, the file, its package's name, and the devices' addresses */
    public static void main(String[] args) throws Exception {
        Path file = Path.of(args[1]);
        MultipartUpdate update = new MultipartUpdate(file, args[2], Files.size(file), false);
        try (WarmHub hub = WarmHub.start("multipart/hub", "--farrier.sweep.ports=8443")) {
            JdbcClient jdbc = hub.the(JdbcClient.class);
            jdbc.sql("insert into credentials (name, cidr, username, vault_path, created_by)"
                            + " values ('bench', '127.0.0.0/8', 'root', ?, 'bench')")
                    .params("file:" + args[0])
                    .update();
            List<Bmc> bmcs = new ArrayList<>();
            for (int n = 3; n < args.length; n++) {
                long id = jdbc.sql("insert into hosts (mgmt_ip, mgmt_port, mgmt_kind)"
                                + " values (?::inet, 8443, 'server') returning id")
                        .params(args[n])
                        .query(Long.class)
                        .single();
                bmcs.add(new Bmc(id, args[n], 8443));
            }
            ProducerTemplate camel = hub.camel().createProducerTemplate();
            send(camel, update, bmcs.subList(0, 1));
            send(camel, update, bmcs.subList(1, bmcs.size()));
        }
    }

    private static void send(ProducerTemplate camel, MultipartUpdate update, List<Bmc> bmcs) throws Exception {
        long begun = System.nanoTime();
        try (ExecutorService all = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Outcome>> outcomes = bmcs.stream()
                    .map(bmc -> all.submit(() -> camel.requestBody(
                            "direct:transport.attempt", (Object) new Ask.Submit(bmc, update), Outcome.class)))
                    .toList();
            for (Future<Outcome> outcome : outcomes) {
                if (!outcome.get().done()) {
                    throw new IllegalStateException(outcome.get().sentence());
                }
            }
        }
        System.out.printf(Locale.ROOT, "sent %d %.3f%n", bmcs.size(), (System.nanoTime() - begun) / 1e9);
    }
}
