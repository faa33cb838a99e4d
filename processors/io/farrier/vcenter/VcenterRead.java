package io.farrier.vcenter;

import io.farrier.quiesce.NotNow;
import io.farrier.transport.Xml;
import io.farrier.vcenter.VimReply.Managed;
import java.util.ArrayList;
import java.util.List;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.springframework.stereotype.Component;

/** Reads a vCenter's objects, page after page. */
@Component("vcenterRead")
class VcenterRead {

    /** Exchange properties: what it says of itself, the view over its inventory, and what has come of that. */
    static final String CONTENT = "vcenterContent";

    static final String OBJECTS = "vcenterObjects";
    private static final String VIEW = "vcenterView";

    /** Objects in one answer. */
    static final int PAGE = 250;

    public void askContent(Exchange exchange) {
        exchange.setProperty(VcenterDoor.REQUEST, VimRequest.content());
    }

    public void takeContent(Exchange exchange, @ExchangeProperty(VcenterDoor.REPLY) VimReply reply) {
        exchange.setProperty(
                CONTENT, reply.returned().orElseThrow(() -> new NotNow("A vCenter says nothing of itself")));
        exchange.setProperty(OBJECTS, new ArrayList<Managed>());
    }

    public void askView(Exchange exchange, @ExchangeProperty(CONTENT) Xml content) {
        exchange.setProperty(
                VcenterDoor.REQUEST,
                VimRequest.of(
                        "CreateContainerView",
                        "ViewManager",
                        content.value("viewManager"),
                        VimElement.reference("container", "Folder", content.value("rootFolder")),
                        VimElement.of("type", "Datacenter"),
                        VimElement.of("type", "Folder"),
                        VimElement.of("type", "ClusterComputeResource"),
                        VimElement.of("type", "HostSystem"),
                        VimElement.of("type", "VirtualMachine"),
                        VimElement.of("recursive", true)));
    }

    public void askFirst(
            Exchange exchange,
            @ExchangeProperty(CONTENT) Xml content,
            @ExchangeProperty(VcenterDoor.REPLY) VimReply reply) {
        exchange.setProperty(VIEW, reply.text());
        VimElement[] wanted = {
            VimRequest.wanted("Datacenter", "name", "parent"),
            VimRequest.wanted("Folder", "name", "parent"),
            VimRequest.wanted("ClusterComputeResource", VimRead.CLUSTER),
            VimRequest.wanted("HostSystem", VimRead.HOST),
            VimRequest.wanted("VirtualMachine", VimRead.VM),
        };
        VimElement view = VimElement.with(
                "objectSet",
                VimElement.reference("obj", "ContainerView", reply.text()),
                VimElement.of("skip", true),
                VimRequest.traverse("ContainerView", "view"));
        exchange.setProperty(
                VcenterDoor.REQUEST,
                VimRequest.properties(content.value("propertyCollector"), PAGE, VimRequest.filter(wanted, view)));
    }

    /** @return whether there is another page, which is asked for then */
    public boolean takePage(
            Exchange exchange,
            @ExchangeProperty(CONTENT) Xml content,
            @ExchangeProperty(OBJECTS) List<Managed> objects,
            @ExchangeProperty(VcenterDoor.REPLY) VimReply reply) {
        objects.addAll(reply.objects());
        if (reply.token() != null) {
            exchange.setProperty(
                    VcenterDoor.REQUEST, VimRequest.next(content.value("propertyCollector"), reply.token()));
            return true;
        }
        return false;
    }

    public void askDestroyView(Exchange exchange, @ExchangeProperty(VIEW) String view) {
        exchange.setProperty(VcenterDoor.REQUEST, VimRequest.of("DestroyView", "ContainerView", view));
    }

    /** What it showed, in our words. */
    public Shown shown(@ExchangeProperty(CONTENT) Xml content, @ExchangeProperty(OBJECTS) List<Managed> objects) {
        Xml about = content.child("about").orElseThrow(() -> new NotNow("A vCenter says nothing of itself"));
        return new Shown(
                about.value("instanceUuid"),
                about.value("fullName"),
                VimRead.clusters(objects),
                VimRead.hosts(objects),
                VimRead.vms(objects));
    }
}
