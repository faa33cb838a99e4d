package io.farrier.bench;

import io.farrier.catalog.Artifact;
import io.farrier.catalog.Artifacts;
import io.farrier.catalog.Catalogs;
import io.farrier.catalog.Links;
import io.farrier.catalog.Packages;
import io.farrier.catalog.StoredPackage;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * A hub in a process of its own, with as little heap as it is given, that serves one file to some BMCs by a link for
 * each. Says {@code heap BYTES}, what lives in it when it has nothing to do; {@code link PATH} for each BMC; and, once its
 * standard input ends, {@code asked COUNT}.
 */
final class Served {

    private Served() {}

    /** @param args the file, its MD5, and the BMCs' addresses */
    public static void main(String[] args) throws Exception {
        Path file = Path.of(args[0]);
        try (WarmHub hub = WarmHub.start("files/hub")) {
            JdbcClient jdbc = hub.the(JdbcClient.class);
            long id = StoredPackage.of(
                    hub.the(Catalogs.class), jdbc, "file:/bench", "F/BENCH.EXE", Files.size(file), args[1], null);
            Artifact artifact;
            try (InputStream content = Files.newInputStream(file)) {
                artifact = hub.the(Artifacts.class)
                        .store(hub.the(Packages.class).byId(id).orElseThrow(), "bench", content);
            }
            for (int n = 2; n < args.length; n++) {
                long host = jdbc.sql("insert into hosts (mgmt_ip, mgmt_port, mgmt_kind)"
                                + " values (?::inet, 443, 'server') returning id")
                        .params(args[n])
                        .query(Long.class)
                        .single();
                System.out.println(
                        "link " + hub.the(Links.class).issue(1, host, args[n], artifact.sha256(), artifact.fileName()));
            }
            System.out.println("port " + hub.spring().getEnvironment().getProperty("local.server.port"));
            System.gc();
            System.out.println("heap "
                    + ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
            System.in.transferTo(System.out);
        }
    }
}
