package io.farrier.vcenter;

import io.farrier.hub.Refused;
import io.farrier.quiesce.Stance;
import io.farrier.quiesce.Standstill;
import io.farrier.vcenter.Maintenance.Next;
import io.farrier.window.WindowsOf;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/** Maintenance mode asked for, looked at, and given up: what {@link Maintenance} decides, as requests to the vCenter. */
@Component("vsphereMaintenance")
class VsphereMaintenance {

    /** Exchange properties: what comes next (tell, enter, exit, cancel), and what it is about. */
    private static final String NEXT = "vsphereNext";

    private static final String DECIDED = "vsphereDecided";

    private final Own own;
    private final Duration longest;
    private final WindowsOf windows;

    VsphereMaintenance(
            @Value("${farrier.vcenter.own-vms}") String own,
            @Value("${farrier.vcenter.evacuation}") Duration longest,
            WindowsOf windows) {
        this.own = Own.of(own);
        this.longest = longest;
        this.windows = windows;
    }

    public void drain(
            Exchange exchange,
            @ExchangeProperty(VsphereLook.STANDSTILL) Standstill standstill,
            @ExchangeProperty(VsphereLook.LOOK) Look look,
            @ExchangeProperty(VcenterDoor.VCENTER) Vcenter vcenter) {
        decided(exchange, of(standstill, look, vcenter).drain(own));
    }

    public Stance ready(
            @ExchangeProperty(VsphereLook.STANDSTILL) Standstill standstill,
            @ExchangeProperty(VsphereLook.LOOK) Look look,
            @ExchangeProperty(VcenterDoor.VCENTER) Vcenter vcenter) {
        return of(standstill, look, vcenter).ready();
    }

    public void restore(
            Exchange exchange,
            @ExchangeProperty(VsphereLook.STANDSTILL) Standstill standstill,
            @ExchangeProperty(VsphereLook.LOOK) Look look,
            @ExchangeProperty(VcenterDoor.VCENTER) Vcenter vcenter) {
        decided(exchange, of(standstill, look, vcenter).restore());
    }

    private static Maintenance of(Standstill standstill, Look look, Vcenter vcenter) {
        return new Maintenance(look, standstill.memo(), vcenter.username());
    }

    private static void decided(Exchange exchange, Next next) {
        exchange.setProperty(DECIDED, next);
        switch (next) {
            case Next.Tell tell -> {
                exchange.setProperty(NEXT, "tell");
                exchange.getMessage().setBody(tell.stance());
            }
            case Next.Enter enter -> exchange.setProperty(NEXT, "enter");
            case Next.Exit exit -> exchange.setProperty(NEXT, "exit");
            case Next.Cancel cancel -> exchange.setProperty(NEXT, "cancel");
        }
    }

    /** The VMs that the hub can't do without: they go first. */
    public List<Vm> first(@ExchangeProperty(DECIDED) Next.Enter enter) {
        return enter.first();
    }

    /** To the host of the cluster with the most memory free. */
    public void askMove(Exchange exchange, @Body Vm vm, @ExchangeProperty(VsphereLook.LOOK) Look look) {
        Esxi target = look.usable().stream()
                .max(Comparator.comparingLong(VsphereMaintenance::free))
                .orElseThrow(() -> new Refused(
                        "vcenter", 409, "There is no host that %s could be moved to.".formatted(vm.name())));
        exchange.setProperty(
                VcenterDoor.REQUEST,
                VimRequest.of(
                        "RelocateVM_Task",
                        "VirtualMachine",
                        vm.moid(),
                        VimElement.with("spec", VimElement.reference("host", "HostSystem", target.moid())),
                        VimElement.of("priority", "highPriority")));
    }

    private static long free(Esxi host) {
        return host.memory() == null || host.memoryUsed() == null ? 0 : host.memory() - host.memoryUsed();
    }

    public void askEnter(
            Exchange exchange,
            @ExchangeProperty(VsphereLook.STANDSTILL) Standstill standstill,
            @ExchangeProperty(VsphereLook.LOOK) Look look) {
        VimElement vsan = VimElement.with(
                "maintenanceSpec",
                VimElement.with("vsanMode", VimElement.of("objectAction", "ensureObjectAccessibility")));
        VimRequest request = VimRequest.of(
                "EnterMaintenanceMode_Task",
                "HostSystem",
                look.host().moid(),
                VimElement.of("timeout", seconds(standstill.until())),
                VimElement.of("evacuatePoweredOffVms", false));
        boolean hasVsan = look.cluster() != null && look.cluster().vsan();
        exchange.setProperty(VcenterDoor.REQUEST, hasVsan ? request.and(vsan) : request);
    }

    /** Zero would be for ever. */
    private long seconds(Instant until) {
        Duration left = until == null ? longest : Duration.between(windows.now(), until);
        return Math.max(60, Math.min(left.toSeconds(), longest.toSeconds()));
    }

    public Stance entered(
            @ExchangeProperty(VsphereLook.STANDSTILL) Standstill standstill,
            @ExchangeProperty(DECIDED) Next.Enter enter,
            @ExchangeProperty(VsphereLook.LOOK) Look look,
            @ExchangeProperty(VcenterDoor.VCENTER) Vcenter vcenter,
            @ExchangeProperty(VcenterDoor.REPLY) VimReply reply) {
        Maintenance before = new Maintenance(look, enter.memo(), vcenter.username());
        return before.ordered("%s is being evacuated", before.with(Maintenance.ENTER, reply.text()));
    }

    public void askExit(Exchange exchange, @ExchangeProperty(VsphereLook.LOOK) Look look) {
        exchange.setProperty(
                VcenterDoor.REQUEST,
                VimRequest.of(
                        "ExitMaintenanceMode_Task",
                        "HostSystem",
                        look.host().moid(),
                        VimElement.of("timeout", longest.toSeconds())));
    }

    public Stance exited(
            @ExchangeProperty(VsphereLook.STANDSTILL) Standstill standstill,
            @ExchangeProperty(VsphereLook.LOOK) Look look,
            @ExchangeProperty(VcenterDoor.VCENTER) Vcenter vcenter,
            @ExchangeProperty(VcenterDoor.REPLY) VimReply reply) {
        Maintenance before = of(standstill, look, vcenter);
        Map<String, String> memo = new HashMap<>(before.with(Maintenance.BACK, "asked"));
        memo.put(Maintenance.EXIT, reply.text());
        return before.ordered("%s is leaving maintenance mode", memo);
    }

    public void askCancel(Exchange exchange, @ExchangeProperty(DECIDED) Next.Cancel cancel) {
        exchange.setProperty(
                VcenterDoor.REQUEST,
                VimRequest.of("CancelTask", "Task", cancel.task().moid()));
    }

    public Stance cancelled(
            @ExchangeProperty(VsphereLook.STANDSTILL) Standstill standstill,
            @ExchangeProperty(DECIDED) Next.Cancel cancel,
            @ExchangeProperty(VsphereLook.LOOK) Look look,
            @ExchangeProperty(VcenterDoor.VCENTER) Vcenter vcenter) {
        Maintenance before = of(standstill, look, vcenter);
        Map<String, String> memo = new HashMap<>(before.with(Maintenance.BACK, "asked"));
        memo.put(Maintenance.ENTER, cancel.task().moid());
        return before.ordered("the evacuation of %s is broken off", memo);
    }
}
