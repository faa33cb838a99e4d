package io.farrier.lab.vcenter;

/**
 * How the lab's servers are ESXi hosts of a vCenter.
 *
 * @param count how many clusters; 0: there is no vCenter
 * @param hosts of each cluster: the lab's servers in their order; those that are left are no ESXi hosts
 * @param vms running on each host in the beginning
 * @param vsan whether the clusters have vSAN
 */
public record Clusters(int count, int hosts, int vms, boolean vsan) {

    public Clusters {
        if (count < 0 || count > 250 || hosts < 1 || hosts > 64 || vms < 0 || vms > 200) {
            throw new IllegalArgumentException(
                    "A lab's vCenter has 0 to 250 clusters of 1 to 64 hosts with 0 to 200 VMs each, not %d of %d with %d."
                            .formatted(count, hosts, vms));
        }
    }

    public static Clusters none() {
        return new Clusters(0, 4, 4, false);
    }

    public boolean any() {
        return count > 0;
    }
}
