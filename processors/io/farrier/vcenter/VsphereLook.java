package io.farrier.vcenter;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.farrier.hub.Refused;
import io.farrier.quiesce.Kinds;
import io.farrier.quiesce.Standstill;
import io.farrier.quiesce.Standstill.Step;
import io.farrier.transport.Xml;
import io.farrier.vcenter.VimReply.Managed;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/** A fresh look at the host that is to stand still, and at what is around it. */
@Component("vsphereLook")
class VsphereLook {

    /** Exchange properties: what is asked, where its host is in vSphere, and how it looks there now. */
    static final String STANDSTILL = "standstill";

    static final String PLACE = "vspherePlace";
    static final String LOOK = "vsphereLook";

    private final Kinds kinds;
    private final Estates estates;
    private final Vcenters vcenters;
    private final ObjectMapper json;
    private final boolean ignoresObjects;

    VsphereLook(
            Kinds kinds,
            Estates estates,
            Vcenters vcenters,
            ObjectMapper json,
            @Value("${farrier.vcenter.object-health}") String objectHealth) {
        this.ignoresObjects = switch (objectHealth) {
            case "require" -> false;
            case "ignore" -> true;
            default ->
                throw new IllegalArgumentException(
                        "farrier.vcenter.object-health is require or ignore, not " + objectHealth);
        };
        this.kinds = kinds;
        this.estates = estates;
        this.vcenters = vcenters;
        this.json = json;
    }

    /** Where it is, as the last sync found it. */
    public void find(Exchange exchange, @Body Standstill standstill) {
        exchange.setProperty(STANDSTILL, standstill);
        Kinds.Kind kind = kinds.of(List.of(standstill.hostId())).get(standstill.hostId());
        if (kind != null && kind.problem() != null) {
            throw new Refused("vcenter", 409, "%s: %s".formatted(standstill.label(), kind.problem()));
        }
        Estates.Place place = estates.place(standstill.hostId())
                .orElseThrow(() -> new Refused(
                        "vcenter",
                        409,
                        "%s (%s) is shown by no vCenter that this hub knows. Add its vCenter, or sync it."
                                .formatted(standstill.label(), standstill.serviceTag())));
        exchange.setProperty(PLACE, place);
        exchange.setProperty(VcenterDoor.VCENTER, vcenters.byId(place.vcenter()));
        exchange.removeProperty(LOOK);
    }

    /** The host, its cluster with its other hosts, the VMs that are here, and the tasks about it: in one request. */
    public void ask(
            Exchange exchange,
            @ExchangeProperty(STANDSTILL) Standstill standstill,
            @ExchangeProperty(PLACE) Estates.Place place,
            @ExchangeProperty(VcenterRead.CONTENT) Xml content) {
        List<String> paths = new ArrayList<>(Arrays.asList(VimRead.HOST));
        paths.add("configManager.vsanInternalSystem");
        VimElement[] wanted = {
            VimRequest.wanted("HostSystem", paths.toArray(String[]::new)),
            VimRequest.wanted("ClusterComputeResource", VimRead.CLUSTER),
            VimRequest.wanted("VirtualMachine", VimRead.VM),
            VimRequest.wanted("Task", VimRead.TASK),
        };
        List<VimElement> objects = new ArrayList<>();
        objects.add(VimRequest.object(
                "HostSystem",
                place.moid(),
                VimRequest.traverse("HostSystem", "parent", VimRequest.traverse("ComputeResource", "host")),
                VimRequest.traverse("HostSystem", "vm"),
                VimRequest.traverse("ManagedEntity", "recentTask")));
        objects.add(VimRequest.object(
                "TaskManager", content.value("taskManager"), VimRequest.traverse("TaskManager", "recentTask")));
        own(standstill).forEach(moid -> objects.add(VimRequest.object("VirtualMachine", moid)));
        exchange.setProperty(
                VcenterDoor.REQUEST,
                VimRequest.properties(
                        content.value("propertyCollector"),
                        VcenterRead.PAGE,
                        VimRequest.filter(wanted, objects.toArray(VimElement[]::new))));
    }

    /** The hub's own VMs that were here matter only on the way to a standstill: one that is gone must not hold the host back there. */
    private static List<String> own(Standstill standstill) {
        if (standstill.step() == Step.RESTORE || standstill.memo().containsKey(Maintenance.BACK)) {
            return List.of();
        }
        return Arrays.stream(standstill.memo().getOrDefault(Maintenance.OWN, "").split(","))
                .filter(moid -> !moid.isEmpty())
                .toList();
    }

    public void take(
            Exchange exchange,
            @ExchangeProperty(STANDSTILL) Standstill standstill,
            @ExchangeProperty(PLACE) Estates.Place place,
            @ExchangeProperty(VcenterDoor.VCENTER) Vcenter vcenter,
            @ExchangeProperty(VcenterRead.OBJECTS) List<Managed> objects) {
        List<Esxi> hosts = VimRead.hosts(objects);
        Esxi host = hosts.stream()
                .filter(one -> one.moid().equals(place.moid()))
                .findFirst()
                .orElseThrow(() -> new Refused(
                        "vcenter",
                        409,
                        "%s does not show %s (%s) any more, or not to the hub's account."
                                .formatted(vcenter, place.name(), place.moid())));
        same(standstill, host, vcenter);
        if (standstill.step() == Step.DRAIN && !Objects.equals(host.cluster(), place.cluster())) {
            throw new Refused(
                    "vcenter",
                    409,
                    "%s was moved to another cluster since %s was last read. Sync it, and look at the plan again."
                            .formatted(host.name(), vcenter));
        }
        Cluster cluster = VimRead.clusters(objects).stream()
                .filter(one -> one.moid().equals(host.cluster()))
                .findFirst()
                .orElse(null);
        List<Vm> vms = VimRead.vms(objects);
        List<String> own = own(standstill);
        exchange.setProperty(
                LOOK,
                new Look(
                        host,
                        cluster,
                        hosts.stream().filter(one -> one != host).toList(),
                        vms.stream().filter(vm -> host.moid().equals(vm.host())).toList(),
                        VimRead.tasks(objects, host.moid()),
                        vms.stream().filter(vm -> own.contains(vm.moid())).toList(),
                        null));
    }

    /** A moid may have been given to another machine, after the vCenter was set up anew. */
    private static void same(Standstill standstill, Esxi host, Vcenter vcenter) {
        Optional<String> tag = Correlation.serviceTag(host);
        if (standstill.serviceTag() != null
                && tag.isPresent()
                && !tag.get().equals(standstill.serviceTag().strip().toUpperCase(Locale.ROOT))) {
            throw new Refused(
                    "vcenter",
                    409,
                    "%s of %s has the service tag %s, and %s has %s: they are two machines. Sync the vCenter."
                            .formatted(host.name(), vcenter, tag.get(), standstill.label(), standstill.serviceTag()));
        }
    }

    /** Where vSAN can be asked how much it resyncs; null where there is none, or nobody waits for it. */
    public String vsan(
            @ExchangeProperty(STANDSTILL) Standstill standstill,
            @ExchangeProperty(LOOK) Look look,
            @ExchangeProperty(VcenterRead.OBJECTS) List<Managed> objects) {
        boolean matters = standstill.step() == Step.DRAIN || standstill.memo().containsKey(Maintenance.WAITS);
        if (!matters || look.cluster() == null || !look.cluster().vsan()) {
            return null;
        }
        return objects.stream()
                .filter(object -> object.moid().equals(look.host().moid()))
                .map(object -> object.text("configManager.vsanInternalSystem"))
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
    }

    public void askResync(Exchange exchange, @ExchangeProperty("vsphereVsan") String vsan) {
        exchange.setProperty(
                VcenterDoor.REQUEST, VimRequest.of("QuerySyncingVsanObjects", "HostVsanInternalSystem", vsan));
    }

    /** It answers a text that is JSON, {@code {"dom_objects": {…}}} (HostVsanInternalSystem). */
    public void takeResync(
            Exchange exchange, @ExchangeProperty(LOOK) Look look, @ExchangeProperty(VcenterDoor.REPLY) VimReply reply)
            throws JsonProcessingException {
        String text = reply.text();
        JsonNode objects = text == null || text.isEmpty()
                ? MissingNode.getInstance()
                : json.readTree(text).path("dom_objects");
        if (!objects.isMissingNode()) {
            Look known = look.resyncing(objects.size());
            exchange.setProperty(LOOK, ignoresObjects ? known.unsound(Map.of()) : known);
        }
    }

    /** Whether it is of use to ask: while vSAN resyncs nothing is begun anyway. */
    public boolean asksObjects(@ExchangeProperty(LOOK) Look look) {
        return Integer.valueOf(0).equals(look.resyncing()) && look.unsound() == null;
    }

    public void askObjects(Exchange exchange, @ExchangeProperty(LOOK) Look look) {
        exchange.setProperty(
                VcenterDoor.REQUEST,
                VimRequest.of(
                        "VsanQueryObjectIdentities",
                        "VsanObjectSystem",
                        "vsan-cluster-object-system",
                        VimElement.reference(
                                "cluster",
                                "ClusterComputeResource",
                                look.cluster().moid()),
                        VimElement.of("includeHealth", true),
                        VimElement.of("includeObjIdentity", false)));
    }

    /** {@code VsanObjectIdentityAndHealth}: how many objects are in which state. One that says nothing is not taken for sound. */
    public void takeObjects(
            Exchange exchange, @ExchangeProperty(LOOK) Look look, @ExchangeProperty(VcenterDoor.REPLY) VimReply reply) {
        VsanObjects.unsound(reply).ifPresent(unsound -> exchange.setProperty(LOOK, look.unsound(unsound)));
    }
}
