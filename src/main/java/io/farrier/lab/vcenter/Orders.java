package io.farrier.lab.vcenter;

import java.time.Duration;
import java.util.Comparator;
import java.util.Optional;

/** What clients may order of hosts, VMs and tasks. Guarded by the estate. */
final class Orders {
    static final String ENTER = "EnterMaintenanceMode";
    static final String EXIT = "ExitMaintenanceMode";

    private static final Duration LEAVING = Duration.ofSeconds(10);

    private final Estate estate;

    Orders(Estate estate) {
        this.estate = estate;
    }

    /** @return what the method returns; none where it returns nothing */
    Optional<Value> give(Call call, Managed on, String user) {
        return switch (call.method()) {
            case "EnterMaintenanceMode_Task" -> Optional.of(enter(call, (EsxHost) on, user));
            case "ExitMaintenanceMode_Task" -> Optional.of(exit((EsxHost) on, user));
            case "MigrateVM_Task" -> Optional.of(migrate((Machine) on, call.reference("host"), "MigrateVM", user));
            case "RelocateVM_Task" ->
                Optional.of(migrate((Machine) on, call.within("spec", "host"), "RelocateVM", user));
            case "CancelTask" -> cancel((Task) on);
            default -> throw call.unknown();
        };
    }

    static boolean takes(String method, Managed on) {
        return switch (method) {
            case "EnterMaintenanceMode_Task", "ExitMaintenanceMode_Task" -> on instanceof EsxHost;
            case "MigrateVM_Task", "RelocateVM_Task" -> on instanceof Machine;
            case "CancelTask" -> on instanceof Task;
            default -> false;
        };
    }

    private Value enter(Call call, EsxHost host, String user) {
        long timeout = call.number("timeout").orElseThrow(() -> VimFault.invalidArgument("timeout"));
        boolean poweredOff =
                call.text("evacuatePoweredOffVms").filter("true"::equals).isPresent();
        Task task = estate.tasks().add(ENTER, host, user);
        new Evacuation(estate, host, task, timeout, poweredOff).begin();
        return Value.reference("returnval", task);
    }

    private Value exit(EsxHost host, String user) {
        Task task = estate.tasks().add(EXIT, host, user);
        task.start();
        estate.after(LEAVING, () -> {
            if (task.ended()) {
                return;
            }
            if (!host.maintenance()) {
                task.fail(VimFault.invalidState());
            } else if (!host.connected()) {
                task.fail(VimFault.notConnected());
            } else {
                host.maintenance(false);
                host.machines().stream().filter(Machine::agent).forEach(agent -> agent.on(true));
                host.cluster().resyncs(null);
                task.succeed();
                balance(host);
            }
        });
        return Value.reference("returnval", task);
    }

    /** DRS brings VMs to a host that has come back, one after the other, until it has as many as the others. */
    private void balance(EsxHost back) {
        estate.after(Evacuation.VMOTION, () -> {
            EsxCluster cluster = back.cluster();
            Optional<Machine> moves = cluster.hosts().stream()
                    .filter(EsxHost::usable)
                    .max(Comparator.comparingInt(host -> host.running().size()))
                    .filter(fullest -> fullest.running().size() > back.running().size() + 1)
                    .flatMap(fullest -> fullest.running().stream()
                            .filter(machine -> !machine.pinned())
                            .findFirst());
            if (back.usable() && cluster.movesByItself() && moves.isPresent()) {
                moves.get().moveTo(back);
                balance(back);
            }
        });
    }

    private Value migrate(Machine machine, Optional<String> to, String method, String user) {
        EsxHost target = to.flatMap(estate::find)
                .filter(EsxHost.class::isInstance)
                .map(EsxHost.class::cast)
                .orElseThrow(() -> VimFault.invalidArgument("host"));
        Task task = estate.tasks().add(method, machine, user);
        task.start();
        estate.after(Evacuation.VMOTION, () -> {
            if (task.ended()) {
                return;
            }
            if (!target.connected() || !machine.host().connected()) {
                task.fail(VimFault.notConnected());
            } else if (target.maintenance() || machine.local() || machine.bound()) {
                task.fail(VimFault.invalidState());
            } else {
                machine.moveTo(target);
                task.succeed();
            }
        });
        return Value.reference("returnval", task);
    }

    private static Optional<Value> cancel(Task task) {
        if (task.ended()) {
            throw VimFault.invalidState();
        }
        task.cancel();
        return Optional.empty();
    }

    /** {@code QuerySyncingVsanObjects}: a text that is JSON. */
    Value resyncing(Managed vsan) {
        EsxCluster cluster = estate.hosts().stream()
                .filter(host -> host.vsan() == vsan)
                .map(EsxHost::cluster)
                .findFirst()
                .orElseThrow(() -> VimFault.gone(vsan.type(), vsan.moid()));
        String object = "{\"e4a5c265-0f6f-4f0b-a0a7-b8ca3a5c1d2e\": {\"config\": {}, \"bytesToSync\": 1048576}}";
        return Value.text(
                "returnval", "{\"dom_objects\": " + (cluster.resyncing() ? object : "{}") + ", \"lsom_objects\": {}}");
    }
}
