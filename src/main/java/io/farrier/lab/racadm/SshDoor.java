package io.farrier.lab.racadm;

import io.farrier.lab.device.Device;
import io.farrier.lab.device.Fault;
import io.farrier.lab.net.HostKeys;
import io.farrier.lab.net.Loops;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.security.KeyPair;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.sshd.common.io.IoServiceFactoryFactory;
import org.apache.sshd.common.kex.BuiltinDHFactories;
import org.apache.sshd.common.keyprovider.KeyPairProvider;
import org.apache.sshd.common.signature.BuiltinSignatures;
import org.apache.sshd.netty.NettyIoServiceFactoryFactory;
import org.apache.sshd.server.ServerBuilder;
import org.apache.sshd.server.SshServer;
import org.apache.sshd.server.auth.password.UserAuthPasswordFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A device's SSH service: a password, and one command of RACADM for each connection. All doors of a lab are opened and shut by
 * one thread, one after the other: a shut socket must be gone before it is bound again.
 */
public final class SshDoor {
    private static final Logger log = LoggerFactory.getLogger(SshDoor.class);
    private static final String USUAL = "EC";
    private static final String OLD = "RSA";
    private static final int TRIES = 25;

    private final Device device;
    private final int port;
    private final HostKeys keys;
    private final IoServiceFactoryFactory io;
    private final ScheduledExecutorService thread;
    private SshServer server;
    private KeyPair key;
    private boolean old;
    private int refused;
    private volatile boolean wanted;

    public SshDoor(Loops loops, ScheduledExecutorService thread, Device device, int port, HostKeys keys) {
        this.device = device;
        this.port = port;
        this.keys = keys;
        this.io = new NettyIoServiceFactoryFactory(loops.workers());
        this.thread = thread;
    }

    /** Opens soon, unless a fault keeps it shut. */
    public void open() {
        wanted = true;
        thread.execute(this::adjust);
    }

    /** Shuts soon. */
    public void shut() {
        wanted = false;
        thread.execute(this::adjust);
    }

    /** Opens or shuts soon, as the device's faults are now. */
    public void adjustLater() {
        thread.execute(this::adjust);
    }

    /** Another host key, with the next opening, or at once where it is open. */
    public void renewKey() {
        thread.execute(() -> {
            key = keys.renew(device.address(), old ? OLD : USUAL);
            close();
            adjust();
        });
    }

    private void adjust() {
        boolean wantedOld = device.faults().has(Fault.SSH_OLD);
        boolean present = wanted && !device.faults().has(Fault.SSH_DEAD);
        if (server != null && (!present || wantedOld != old)) {
            close();
        }
        if (server == null && present) {
            if (wantedOld != old) {
                key = null;
            }
            old = wantedOld;
            begin();
        }
    }

    private void begin() {
        SshServer fresh = old ? ofOld() : SshServer.setUpDefaultServer();
        fresh.setIoServiceFactoryFactory(io);
        fresh.setScheduledExecutorService(thread, false);
        fresh.setHost(device.address());
        fresh.setPort(port);
        fresh.setKeyPairProvider(KeyPairProvider.wrap(key()));
        fresh.setUserAuthFactories(List.of(UserAuthPasswordFactory.INSTANCE));
        fresh.setPasswordAuthenticator((user, password, session) ->
                device.with(() -> device.sessions().authentic(user, password, from(session.getClientAddress()))));
        fresh.setCommandFactory((channel, command) -> new SshCommand(
                device,
                command,
                channel.getSession().getUsername(),
                from(channel.getSession().getClientAddress())));
        try {
            fresh.start();
            server = fresh;
            refused = 0;
        } catch (IOException e) {
            again(e);
        }
    }

    /** A socket that was shut is not always gone at once. */
    private void again(IOException why) {
        if (++refused < TRIES) {
            thread.schedule(this::adjust, 200, TimeUnit.MILLISECONDS);
        } else {
            log.error("The lab cannot serve SSH on {}:{}: {}", device.address(), port, why.getMessage());
        }
    }

    private KeyPair key() {
        if (key == null) {
            key = keys.of(device.address(), old ? OLD : USUAL);
        }
        return key;
    }

    /** As iDRAC7 and 8: Diffie-Hellman in group 14 with SHA-1, an RSA key signed with SHA-1. */
    private static SshServer ofOld() {
        SshServer server = SshServer.setUpDefaultServer();
        server.setKeyExchangeFactories(List.of(ServerBuilder.DH2KEX.apply(BuiltinDHFactories.dhg14)));
        server.setSignatureFactories(List.of(BuiltinSignatures.rsa));
        return server;
    }

    private void close() {
        if (server != null) {
            try {
                server.stop(true);
            } catch (IOException e) {
                log.debug("An SSH door of the lab did not close well: {}", e.toString());
            }
            server = null;
        }
    }

    private static String from(SocketAddress client) {
        return ((InetSocketAddress) client).getAddress().getHostAddress();
    }
}
