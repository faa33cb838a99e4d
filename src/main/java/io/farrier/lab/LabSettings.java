package io.farrier.lab;

import io.farrier.lab.device.Fault;
import io.farrier.lab.device.Part;
import io.farrier.lab.device.Timing;
import io.farrier.lab.vcenter.Clusters;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * What a lab is made of.
 *
 * @param size how many servers, 1 to 1,000
 * @param chassis how many chassis managers come after them: they speak Redfish and are no servers
 * @param speed lab seconds in a wall second
 * @param firstAddress the first device's loopback address; the others follow, without .0 and .255
 * @param httpsPort the devices' port
 * @param sshPort the devices' port for SSH
 * @param ipmiPort the devices' UDP port for IPMI; 0: they have none
 * @param siteAddress where the vendor's site and the control door listen, plain HTTP
 * @param dataDir where the fleet is kept between starts; null: nowhere
 * @param seed the same seed makes the same fleet and the same faults
 * @param behind every server is behind in its part of this kind and in nothing else; null: as in life
 * @param older how many of the servers, the first ones, are of the 13th generation
 * @param clusters the clusters of a vCenter over the servers
 * @param siteCa whether certificates are signed by the lab's CA and not by the devices themselves
 * @param faults how likely each device has each fault, 0 to 1
 * @param deviceFaults faults of single devices, by address
 */
public record LabSettings(
        int size,
        int chassis,
        double speed,
        String firstAddress,
        int httpsPort,
        int sshPort,
        int ipmiPort,
        String siteAddress,
        int vendorPort,
        int controlPort,
        String user,
        String password,
        Path dataDir,
        long seed,
        Part.Kind behind,
        int older,
        Clusters clusters,
        boolean siteCa,
        Timing timing,
        Map<Fault, Double> faults,
        Map<String, List<Fault>> deviceFaults) {

    public LabSettings {
        if (size < 1 || size > 1_000) {
            throw new IllegalArgumentException("A lab has 1 to 1,000 servers, not " + size + ".");
        }
        if (chassis < 0 || chassis > 50) {
            throw new IllegalArgumentException("A lab has 0 to 50 chassis managers, not " + chassis + ".");
        }
        if (clusters.count() * clusters.hosts() > size) {
            throw new IllegalArgumentException(
                    "%d clusters of %d hosts take %d servers, and the lab has %d. Give it more (size), or make fewer or smaller clusters."
                            .formatted(clusters.count(), clusters.hosts(), clusters.count() * clusters.hosts(), size));
        }
        if (!(speed >= 0.1 && speed <= 10_000)) {
            throw new IllegalArgumentException("The lab's speed is 0.1 to 10,000, not " + speed + ".");
        }
        for (String address : List.of(firstAddress, siteAddress)) {
            if (!address.matches("127\\.\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}")) {
                throw new IllegalArgumentException("The lab listens on loopback only, so not on " + address + ".");
            }
        }
        faults.forEach((fault, likely) -> {
            if (!(likely >= 0 && likely <= 1)) {
                throw new IllegalArgumentException(
                        "The likelihood of " + fault.word() + " is 0 to 1, not " + likely + ".");
            }
        });
        faults = Map.copyOf(faults);
        deviceFaults = Map.copyOf(deviceFaults);
    }

    /** 24 servers and a chassis at 127.20.0.1 and on, one lab minute a second, no faults, nothing kept. */
    public static LabSettings usual() {
        return new LabSettings(
                24,
                1,
                60,
                "127.20.0.1",
                8443,
                2222,
                9623,
                "127.20.255.1",
                8480,
                8481,
                "root",
                "calvin-of-the-lab",
                null,
                20,
                null,
                0,
                Clusters.none(),
                false,
                Timing.usual(),
                Map.of(),
                Map.of());
    }
}
