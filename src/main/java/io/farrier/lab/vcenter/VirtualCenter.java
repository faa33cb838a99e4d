package io.farrier.lab.vcenter;

import io.farrier.lab.device.Device;
import io.farrier.lab.device.LabClock;
import io.farrier.lab.net.Door;
import io.farrier.lab.net.Loops;
import io.netty.handler.ssl.SslContext;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;

/**
 * A vCenter whose ESXi hosts run on the lab's servers. What is done to a server is seen here as a vCenter sees it, and what is ordered
 * here, maintenance mode above all, takes its time and may be refused. It remembers nothing when the lab ends.
 */
public final class VirtualCenter implements AutoCloseable {
    /** The one account; its password is that of the lab's devices. */
    public static final String USER = Sessions.USER;

    private final Estate estate;
    private final Sessions sessions;
    private final Sdk sdk;
    private final Troubles troubles;
    private final Door door;
    private final LabClock clock;
    private final InetSocketAddress address;

    public VirtualCenter(
            Clusters clusters,
            List<Device> devices,
            String password,
            Loops loops,
            InetSocketAddress address,
            Supplier<SslContext> tls) {
        Device first = devices.getFirst();
        this.clock = first.clock();
        this.address = address;
        this.estate = new Estate(
                clusters,
                devices,
                clock,
                address.getHostString() + first.plate().tag().tag());
        this.sessions = new Sessions(clock, password);
        this.sdk = new Sdk(estate, sessions);
        this.troubles = new Troubles(estate);
        this.door = new Door(loops, address, tls, sdk);
    }

    public void open() {
        door.open();
    }

    public String url() {
        return "https://" + address.getHostString() + ":" + address.getPort();
    }

    /**
     * Sets or clears a fault of the vCenter itself.
     *
     * @param minutes after so many lab minutes it is cleared by itself; null or 0: it is not
     */
    public void fault(Trouble trouble, boolean present, Double minutes) {
        switch (trouble) {
            case GONE -> {
                if (present) {
                    door.shut();
                } else {
                    door.open();
                }
            }
            case STARTING -> sdk.starting(present);
            case SESSIONS_END ->
                estate.with(() -> {
                    sessions.endAll();
                    return null;
                });
            default -> throw new IllegalArgumentException(trouble.word() + " is no fault of a vCenter itself.");
        }
        boolean stays = present && trouble != Trouble.SESSIONS_END;
        estate.with(() -> {
            troubles.note("", trouble, stays);
            return null;
        });
        Duration span = Troubles.span(minutes);
        if (stays && span != null) {
            clock.after(span, () -> fault(trouble, false, null));
        }
    }

    /** Sets or clears a fault of a cluster. */
    public void cluster(String name, Trouble trouble, boolean present) {
        estate.with(() -> {
            EsxCluster cluster = estate.clusters().stream()
                    .filter(one -> one.name().equals(name))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException("The vCenter has no cluster " + name + "."));
            troubles.cluster(cluster, trouble, present);
            return null;
        });
    }

    /**
     * Sets or clears a fault of a host.
     *
     * @param device the address of the server that it runs on
     */
    public void host(String device, Trouble trouble, boolean present) {
        estate.with(() -> {
            EsxHost host = estate.hosts().stream()
                    .filter(one -> one.device().address().equals(device))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException(
                            "The server at " + device + " is no host of the lab's vCenter."));
            troubles.host(host, trouble, present);
            return null;
        });
    }

    /** How it all stands. */
    public Census census() {
        return estate.with(() -> Census.of(url(), estate, sessions, sdk, troubles));
    }

    @Override
    public void close() {
        door.close();
    }
}
