package io.farrier.vcenter;

import java.util.List;

/**
 * All of a vCenter that matters here, as it showed it.
 *
 * @param uuid of the vCenter itself
 * @param about "VMware vCenter Server 8.0.3 build-24322831"
 */
public record Shown(String uuid, String about, List<Cluster> clusters, List<Esxi> hosts, List<Vm> vms) {}
