package io.farrier.lab;

import io.farrier.lab.device.Device;
import io.farrier.lab.ipmi.IpmiDoor;
import io.farrier.lab.net.Door;
import io.farrier.lab.net.Endpoint;
import io.farrier.lab.net.Identities;
import io.farrier.lab.net.Identity;
import io.farrier.lab.net.Loops;
import io.farrier.lab.racadm.SshDoor;
import io.netty.handler.ssl.SslContext;
import java.net.InetSocketAddress;

/** A device's place on the network: its doors, and its certificate, made when the first client comes. */
final class Place implements Device.Listener, AutoCloseable {
    private final Device device;
    private final Identities identities;
    private final Door door;
    private final SshDoor ssh;
    private final IpmiDoor ipmi;
    private Identity identity;
    private SslContext tls;

    /** @param ssh null where it has none, as {@code ipmi} */
    Place(Loops loops, Identities identities, Device device, Endpoint endpoint, SshDoor ssh, IpmiDoor ipmi) {
        this.device = device;
        this.identities = identities;
        this.ssh = ssh;
        this.ipmi = ipmi;
        this.door = new Door(
                loops, new InetSocketAddress(device.address(), device.plate().port()), this::tls, endpoint);
    }

    boolean isOf(Device other) {
        return device == other;
    }

    private synchronized SslContext tls() {
        if (identity == null) {
            identity = identities.of(device.address(), tag(), device.address());
        }
        if (tls == null) {
            tls = identity.server();
        }
        return tls;
    }

    private String tag() {
        return device.plate().tag().tag();
    }

    @Override
    public void open() {
        door.open();
        if (ssh != null) {
            ssh.open();
        }
        if (ipmi != null) {
            ipmi.open();
        }
    }

    @Override
    public synchronized void shut() {
        door.shut();
        tls = null;
        if (ssh != null) {
            ssh.shut();
        }
        if (ipmi != null) {
            ipmi.shut();
        }
    }

    @Override
    public void renewHostKey() {
        if (ssh != null) {
            ssh.renewKey();
        }
    }

    @Override
    public void adjust() {
        if (ssh != null) {
            ssh.adjustLater();
        }
    }

    @Override
    public synchronized void renewIdentity() {
        identity = identities.renew(device.address(), tag(), device.address());
        tls = null;
        door.hangUp();
    }

    @Override
    public void close() {
        door.close();
        if (ssh != null) {
            ssh.shut();
        }
        if (ipmi != null) {
            ipmi.close();
        }
    }
}
