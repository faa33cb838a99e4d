package io.farrier.transport.racadm;

import io.farrier.transport.Pins;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.security.PublicKey;
import java.util.ArrayList;
import java.util.List;
import org.apache.sshd.client.ClientBuilder;
import org.apache.sshd.client.SshClient;
import org.apache.sshd.client.auth.password.UserAuthPasswordFactory;
import org.apache.sshd.client.config.hosts.HostConfigEntryResolver;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.common.AttributeRepository.AttributeKey;
import org.apache.sshd.common.NamedFactory;
import org.apache.sshd.common.kex.BuiltinDHFactories;
import org.apache.sshd.common.kex.KeyExchangeFactory;
import org.apache.sshd.common.keyprovider.KeyIdentityProvider;
import org.apache.sshd.common.signature.BuiltinSignatures;
import org.apache.sshd.common.signature.Signature;
import org.springframework.stereotype.Component;

/**
 * Two SSH clients for all BMCs: one of today, and one that knows the key exchange and the signatures of iDRAC7 and 8 too (SHA-1), for
 * who offers nothing else. Both take a password and nothing of this machine's own: no keys, no agent, no {@code ~/.ssh/config}.
 */
@Component
class SshClients implements AutoCloseable {

    /** Why the host key was not taken. */
    static final AttributeKey<Pins.Changed> CHANGED = new AttributeKey<>();

    private static final String SHA1_SIGNATURE = "ssh-rsa";

    private final Pins pins;
    private final SshClient today;
    private final SshClient old;

    SshClients(Pins pins) {
        this.pins = pins;
        this.today = client();
        today.setSignatureFactories(today.getSignatureFactories().stream()
                .filter(factory -> !factory.getName().equals(SHA1_SIGNATURE))
                .toList());
        today.setKeyExchangeFactories(today.getKeyExchangeFactories().stream()
                .filter(factory -> !factory.getName().endsWith("sha1"))
                .toList());
        this.old = client();
        List<NamedFactory<Signature>> signatures = new ArrayList<>(today.getSignatureFactories());
        signatures.add(BuiltinSignatures.rsa);
        old.setSignatureFactories(signatures);
        List<KeyExchangeFactory> exchanges = new ArrayList<>(today.getKeyExchangeFactories());
        exchanges.add(ClientBuilder.DH2KEX.apply(BuiltinDHFactories.dhgex));
        exchanges.add(ClientBuilder.DH2KEX.apply(BuiltinDHFactories.dhg14));
        old.setKeyExchangeFactories(exchanges);
        today.start();
        old.start();
    }

    private SshClient client() {
        SshClient client = SshClient.setUpDefaultClient();
        client.setUserAuthFactories(List.of(UserAuthPasswordFactory.INSTANCE));
        client.setKeyIdentityProvider(KeyIdentityProvider.EMPTY_KEYS_PROVIDER);
        client.setHostConfigEntryResolver(HostConfigEntryResolver.EMPTY);
        client.setServerKeyVerifier(this::isPinned);
        return client;
    }

    /** Pinned when it is first seen, as certificates are; from then on only that one is taken. */
    private boolean isPinned(ClientSession session, SocketAddress remote, PublicKey key) {
        InetSocketAddress at = (InetSocketAddress) remote;
        try {
            pins.check(at.getAddress().getHostAddress(), at.getPort(), key);
            return true;
        } catch (Pins.Changed changed) {
            session.setAttribute(CHANGED, changed);
            return false;
        }
    }

    SshClient today() {
        return today;
    }

    SshClient old() {
        return old;
    }

    @Override
    public void close() {
        today.stop();
        old.stop();
    }
}
