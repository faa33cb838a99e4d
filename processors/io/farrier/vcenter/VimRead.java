package io.farrier.vcenter;

import io.farrier.transport.Xml;
import io.farrier.vcenter.VimReply.Managed;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Our records from what a vCenter answers: the properties that are asked for, and what they mean. */
final class VimRead {

    static final String[] HOST = {
        "name",
        "parent",
        "runtime.connectionState",
        "runtime.powerState",
        "runtime.inMaintenanceMode",
        "overallStatus",
        "hardware.systemInfo",
        "hardware.memorySize",
        "summary.hardware",
        "summary.quickStats",
    };
    static final String[] CLUSTER = {"name", "parent", "host", "configurationEx"};
    static final String[] VM = {
        "name",
        "runtime.host",
        "runtime.powerState",
        "runtime.faultToleranceState",
        "summary.config.uuid",
        "summary.config.managedBy"
    };
    static final String[] TASK = {"info"};

    private static final Xml NONE = new Xml("none", Map.of(), List.of(), "");
    private static final long MB = 1 << 20;
    private static final String AGENTS = "com.vmware.vim.eam";

    private VimRead() {}

    /** Each once, though one may be on two pages where something was added between them. */
    static Collection<Managed> of(List<Managed> objects, String... types) {
        List<String> wanted = List.of(types);
        Map<String, Managed> found = new LinkedHashMap<>();
        objects.stream()
                .filter(object -> wanted.contains(object.type()))
                .forEach(object -> found.put(object.moid(), object));
        return found.values();
    }

    static List<Cluster> clusters(List<Managed> objects) {
        Map<String, Managed> places = new HashMap<>();
        of(objects, "Folder", "Datacenter").forEach(place -> places.put(place.moid(), place));
        return of(objects, "ClusterComputeResource").stream()
                .map(object -> cluster(object, places))
                .toList();
    }

    /** @param objects the clusters as well: of a host that stands alone the parent is none of them */
    static List<Esxi> hosts(List<Managed> objects) {
        Set<String> clusters = of(objects, "ClusterComputeResource").stream()
                .map(Managed::moid)
                .collect(Collectors.toSet());
        return of(objects, "HostSystem").stream()
                .map(object -> host(object, clusters))
                .toList();
    }

    /** Without the agents (vCLS and the like) that vCenter itself stops when their host goes into maintenance. */
    static List<Vm> vms(List<Managed> objects) {
        return of(objects, "VirtualMachine").stream()
                .filter(object -> object.value("summary.config.managedBy")
                        .map(by -> by.value("extensionKey"))
                        .filter(AGENTS::equals)
                        .isEmpty())
                .map(object -> new Vm(
                        object.moid(),
                        Objects.requireNonNullElse(object.text("name"), object.moid()),
                        object.text("summary.config.uuid"),
                        object.text("runtime.host"),
                        object.text("runtime.powerState"),
                        object.text("runtime.faultToleranceState")))
                .toList();
    }

    /** The tasks about one object, the newest first. */
    static List<VimTask> tasks(List<Managed> objects, String entity) {
        return of(objects, "Task").stream()
                .flatMap(object -> object.value("info").stream().map(info -> task(object.moid(), info)))
                .filter(task -> entity.equals(task.entity()))
                .sorted(Look.NEWEST)
                .toList();
    }

    private static VimTask task(String moid, Xml info) {
        Xml error = info.child("error").orElse(null);
        String progress = info.value("progress");
        return new VimTask(
                moid,
                info.value("descriptionId"),
                info.value("entity"),
                Objects.requireNonNullElse(info.value("state"), "queued"),
                progress == null ? null : Integer.valueOf(progress),
                info.child("reason").map(reason -> reason.value("userName")).orElse(null),
                error == null
                        ? null
                        : error.child("fault").map(VcenterDoor::type).orElse("an error"),
                error == null ? null : error.value("localizedMessage"));
    }

    private static Cluster cluster(Managed object, Map<String, Managed> places) {
        Xml config = object.value("configurationEx").orElse(NONE);
        Xml ha = part(config, "dasConfig");
        Xml drs = part(config, "drsConfig");
        String policyLevel = part(ha, "admissionControlPolicy").value("failoverLevel");
        boolean haOn = on(ha, "enabled") && on(ha, "admissionControlEnabled");
        return new Cluster(
                object.moid(),
                Objects.requireNonNullElse(object.text("name"), object.moid()),
                datacenter(object, places),
                haOn,
                policyLevel == null ? null : Integer.valueOf(policyLevel),
                on(drs, "enabled"),
                drs.value("defaultVmBehavior"),
                on(part(config, "vsanConfigInfo"), "enabled"),
                object.references("host"),
                pinned(config),
                bound(config));
    }

    /** VMs that have an override: DRS is off for them, or only advises. */
    private static List<String> pinned(Xml config) {
        if ("false".equals(part(config, "drsConfig").value("enableVmBehaviorOverrides"))) {
            return List.of();
        }
        return all(config, "drsVmConfig")
                .filter(vm -> "false".equals(vm.value("enabled"))
                        || vm.value("behavior") != null && !"fullyAutomated".equals(vm.value("behavior")))
                .map(vm -> vm.value("key"))
                .filter(Objects::nonNull)
                .toList();
    }

    private static List<Cluster.Bound> bound(Xml config) {
        Map<String, Xml> groups = new HashMap<>();
        all(config, "group").forEach(group -> groups.put(group.value("name"), group));
        List<Cluster.Bound> bound = new ArrayList<>();
        all(config, "rule")
                .filter(rule ->
                        on(rule, "enabled") && on(rule, "mandatory") && rule.value("affineHostGroupName") != null)
                .forEach(rule -> bound.add(new Cluster.Bound(
                        rule.value("name"),
                        members(groups.get(rule.value("vmGroupName")), "vm"),
                        members(groups.get(rule.value("affineHostGroupName")), "host"))));
        return bound;
    }

    private static List<String> members(Xml group, String kind) {
        return group == null ? List.of() : all(group, kind).map(Xml::text).toList();
    }

    private static Esxi host(Managed object, Set<String> clusters) {
        String parent = object.text("parent");
        Xml system = object.value("hardware.systemInfo").orElse(NONE);
        Xml hardware = object.value("summary.hardware").orElse(NONE);
        Long memory = object.number("hardware.memorySize");
        String used = object.value("summary.quickStats")
                .map(stats -> stats.value("overallMemoryUsage"))
                .orElse(null);
        return new Esxi(
                object.moid(),
                Objects.requireNonNullElse(object.text("name"), object.moid()),
                clusters.contains(parent) ? parent : null,
                serials(system, hardware),
                Objects.requireNonNullElseGet(system.value("uuid"), () -> hardware.value("uuid")),
                Objects.requireNonNullElse(object.text("runtime.connectionState"), "disconnected"),
                object.is("runtime.inMaintenanceMode"),
                object.text("runtime.powerState"),
                object.text("overallStatus"),
                memory == null ? null : memory / MB,
                used == null ? null : Long.valueOf(used));
    }

    /** The serial number came with 6.7; before, the tags are among what else identifies it, the last being the server's own. */
    private static List<String> serials(Xml system, Xml hardware) {
        List<String> serials = new ArrayList<>();
        if (system.value("serialNumber") != null) {
            serials.add(system.value("serialNumber"));
        }
        List<String> tags = Stream.concat(all(system, "otherIdentifyingInfo"), all(hardware, "otherIdentifyingInfo"))
                .filter(info -> "ServiceTag".equals(part(info, "identifierType").value("key")))
                .map(info -> info.value("identifierValue"))
                .filter(Objects::nonNull)
                .toList();
        serials.addAll(tags.reversed());
        return serials;
    }

    private static String datacenter(Managed cluster, Map<String, Managed> places) {
        Managed place = places.get(cluster.text("parent"));
        for (int depth = 0; place != null && depth < 64; depth++) {
            if (place.type().equals("Datacenter")) {
                return place.text("name");
            }
            place = places.get(place.text("parent"));
        }
        return null;
    }

    private static Xml part(Xml of, String name) {
        return of.child(name).orElse(NONE);
    }

    private static Stream<Xml> all(Xml of, String name) {
        return of.children().stream().filter(child -> child.name().equals(name));
    }

    private static boolean on(Xml of, String name) {
        return "true".equals(of.value(name));
    }
}
