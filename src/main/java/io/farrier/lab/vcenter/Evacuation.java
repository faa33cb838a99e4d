package io.farrier.lab.vcenter;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * A host on its way into maintenance mode: HA's admission control is asked, then DRS moves what runs there, one VM after the other. What
 * nobody moves is waited for, until the time that the client gave is over. Guarded by the estate.
 */
final class Evacuation {
    /** What a vMotion takes. */
    static final Duration VMOTION = Duration.ofSeconds(30);

    private static final Duration BEGIN = Duration.ofSeconds(2);
    private static final Duration LOOK = Duration.ofSeconds(10);

    private final Estate estate;
    private final EsxHost host;
    private final Task task;
    private final boolean poweredOff;
    private final Instant deadline;
    private int moved;

    /** @param timeout seconds; 0 and less: for ever */
    Evacuation(Estate estate, EsxHost host, Task task, long timeout, boolean poweredOff) {
        this.estate = estate;
        this.host = host;
        this.task = task;
        this.poweredOff = poweredOff;
        this.deadline = timeout <= 0 ? Instant.MAX : estate.now().plusSeconds(timeout);
    }

    void begin() {
        estate.after(BEGIN, () -> {
            if (task.ended()) {
                return;
            }
            task.start();
            if (host.maintenance() || estate.tasks().runs(Orders.ENTER, host, task)) {
                task.fail(VimFault.invalidState());
            } else if (!host.connected()) {
                task.fail(VimFault.notConnected());
            } else if (!host.cluster().spares(host)) {
                task.fail(VimFault.failover());
            } else {
                task.progress(2);
                next();
            }
        });
    }

    private void next() {
        if (over()) {
            return;
        }
        List<Machine> staying = staying();
        if (staying.isEmpty()) {
            host.machines().stream().filter(Machine::agent).forEach(agent -> agent.on(false));
            host.maintenance(true);
            task.succeed();
            return;
        }
        Optional<Machine> movable = staying.stream()
                .filter(machine -> !machine.pinned() && host.cluster().movesByItself())
                .filter(machine -> target(machine).isPresent())
                .findFirst();
        Duration takes = movable.isPresent() ? VMOTION : LOOK;
        Instant then = estate.now().plus(takes);
        if (deadline.isBefore(then)) {
            estate.after(Duration.between(estate.now(), deadline).plusMillis(1), this::over);
            return;
        }
        estate.after(takes, () -> {
            if (!over()) {
                movable.ifPresent(this::move);
                next();
            }
        });
    }

    private void move(Machine machine) {
        target(machine).ifPresent(target -> {
            machine.moveTo(target);
            moved++;
            task.progress(2 + 96 * moved / (moved + staying().size() + 1));
        });
    }

    /** Whether it has ended, by itself or by somebody. */
    private boolean over() {
        if (!task.ended() && !host.connected()) {
            task.fail(VimFault.notConnected());
        }
        if (!task.ended() && !estate.now().isBefore(deadline)) {
            task.fail(VimFault.timedout());
        }
        return task.ended();
    }

    private List<Machine> staying() {
        return host.machines().stream()
                .filter(machine -> !machine.agent() && (machine.on() || poweredOff))
                .toList();
    }

    /** The host with the fewest VMs. */
    private Optional<EsxHost> target(Machine machine) {
        return host.cluster().hosts().stream()
                .filter(other -> other != machine.host() && other.usable())
                .min(Comparator.comparingInt(other -> other.running().size()));
    }
}
