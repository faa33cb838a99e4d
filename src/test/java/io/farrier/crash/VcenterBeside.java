package io.farrier.crash;

import com.fasterxml.jackson.databind.JsonNode;
import io.farrier.lab.device.ServiceTag;
import io.farrier.vcenter.VcenterProxy;
import io.farrier.vcenter.VcenterProxy.Fate;
import io.farrier.vcenter.Vcsim;
import io.farrier.vcenter.Watcher;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * A vCenter whose clusters hold the hosts of a lab, and which outlives hubs as the lab does: VMware's simulator, VMware's client that
 * watches it, and a proxy that writes the lab's service tags in, and at which a hub can be killed.
 */
final class VcenterBeside implements AutoCloseable {

    /** An order under way at which a hub dies. @param arrives whether the vCenter hears of it all the same */
    record Order(String operation, boolean arrives) {
        @Override
        public String toString() {
            return operation + (arrives ? " under way" : " lost");
        }
    }

    private final Vcsim sim;
    private final Watcher watcher;
    private final VcenterProxy proxy;
    private final Map<String, String> tags = new HashMap<>();
    private final Path secret;
    private volatile Order died;

    private VcenterBeside(Vcsim sim, Watcher watcher, JsonNode devices, Path folder)
            throws IOException, GeneralSecurityException {
        this.sim = sim;
        this.watcher = watcher;
        Map<String, String> names = new HashMap<>();
        for (int n = 0; n < devices.size(); n++) {
            Watcher.Seen seen = watcher.hosts().get(n);
            ServiceTag lab = new ServiceTag(devices.get(n).path("serviceTag").asText());
            names.put(seen.tag(), lab.tag());
            names.put(seen.uuid(), lab.uuid());
            tags.put(devices.get(n).path("address").asText(), seen.tag());
        }
        proxy = new VcenterProxy(sim.url(), text -> {
            String said = text;
            for (Map.Entry<String, String> name : names.entrySet()) {
                said = said.replace(name.getKey(), name.getValue());
            }
            return said;
        });
        secret = Files.createFile(
                folder.resolve("vcenter-password"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(secret, Vcsim.PASSWORD);
    }

    /** As many clusters of three hosts as the lab needs. */
    static VcenterBeside of(LabProcess lab, Path folder) throws Exception {
        JsonNode devices = lab.devices();
        int clusters = devices.size() / 3;
        Vcsim sim = Vcsim.start(
                "-dc", "1", "-cluster", String.valueOf(clusters), "-host", "3", "-standalone-host", "0", "-vm", "2");
        try {
            return new VcenterBeside(sim, Watcher.of(sim, devices.size()), devices, folder);
        } catch (Exception | Error e) {
            sim.close();
            throw e;
        }
    }

    /** What the hub's API takes. */
    Map<String, String> wanted() {
        return Map.of(
                "name",
                "beside",
                "url",
                proxy.url(),
                "username",
                Vcsim.USER,
                "vaultPath",
                "file:" + secret.toAbsolutePath());
    }

    Watcher watcher() {
        return watcher;
    }

    /** The service tag that the simulator itself gave to the host at this address. */
    String tag(String address) {
        return tags.get(address);
    }

    /** Kills this life at the first of these orders; none of them is left out of the set then. */
    void kills(HubProcess life, Set<Order> orders) {
        died = null;
        proxy.fates((operation, n) -> {
            Order order = died != null
                    ? null
                    : orders.stream()
                            .filter(one -> one.operation().equals(operation))
                            .findFirst()
                            .orElse(null);
            if (order == null) {
                return Fate.PASSES;
            }
            died = order;
            life.kill();
            return order.arrives() ? Fate.PASSES : Fate.FAILS_BEFORE;
        });
    }

    /** At which order the last life died; null: at none. */
    Order died() {
        return died;
    }

    @Override
    public void close() {
        proxy.close();
        watcher.close();
        sim.close();
    }
}
