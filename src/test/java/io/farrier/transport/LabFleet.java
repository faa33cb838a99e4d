package io.farrier.transport;

import io.farrier.lab.Lab;
import io.farrier.lab.LabOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import org.springframework.jdbc.core.simple.JdbcClient;

/** A small lab for a test, on addresses of its own, with its hosts and its credential in the hub's database. */
public final class LabFleet implements AutoCloseable {

    private static final int PORT = 8443;

    private final Lab lab;
    private final List<Bmc> bmcs = new ArrayList<>();

    /**
     * @param third the third part of the addresses: 127.20.third.1 and on; each test has its own, and one with more than
     *     254 servers has four, of which the first is divisible by four
     * @param options of the lab, {@code --speed=600}
     */
    public static LabFleet start(JdbcClient jdbc, int third, int size, String... options) throws IOException {
        List<String> args = new ArrayList<>();
        args.add("--size=" + size);
        // Machines of other tests have other service tags: two addresses of one machine are one target.
        args.add("--seed=" + third);
        args.addAll(List.of(options));
        args.add("--chassis=0");
        args.add("--first-address=127.20." + third + ".1");
        args.add("--site-address=127.21." + third + ".1");
        return new LabFleet(jdbc, third, new Lab(LabOptions.read(args.toArray(String[]::new), new Properties())));
    }

    private LabFleet(JdbcClient jdbc, int third, Lab lab) throws IOException {
        this.lab = lab.start();
        String network = "127.20." + third + (lab.settings().size() > 254 ? ".0/22" : ".0/24");
        Path secret = Files.createTempFile(
                "lab", "password", PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(secret, lab.settings().password());
        jdbc.sql(
                        "insert into credentials (name, cidr, username, vault_path, created_by) values (?, ?::cidr, ?, ?, 'test')"
                                + " on conflict (name) do update set vault_path = excluded.vault_path")
                .params("lab-" + third, network, lab.settings().user(), "file:" + secret)
                .update();
        jdbc.sql("delete from bmc_pins where mgmt_ip << ?::inet")
                .params(network)
                .update();
        for (var device : lab.devices()) {
            long id = jdbc.sql("insert into hosts (mgmt_ip, mgmt_port, mgmt_kind)"
                            + " values (?::inet, ?, 'server') returning id")
                    .params(device.address(), PORT)
                    .query(Long.class)
                    .single();
            bmcs.add(new Bmc(id, device.address(), PORT));
        }
    }

    public Lab lab() {
        return lab;
    }

    public Bmc bmc(int n) {
        return bmcs.get(n);
    }

    public List<Bmc> bmcs() {
        return List.copyOf(bmcs);
    }

    @Override
    public void close() {
        lab.close();
    }
}
