package io.farrier.answer;

import io.farrier.lab.net.Identity;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.security.KeyStore;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;

/** Somebody who takes syslog over TLS and writes down whatever comes. */
record TlsReceiver(SSLServerSocket door, List<String> heard) implements AutoCloseable {

    static TlsReceiver open(Identity identity, String address) throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setKeyEntry("syslog", identity.key(), new char[0], identity.chain());
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, new char[0]);
        SSLContext tls = SSLContext.getInstance("TLS");
        tls.init(keys.getKeyManagers(), null, null);
        SSLServerSocket door =
                (SSLServerSocket) tls.getServerSocketFactory().createServerSocket(0, 5, InetAddress.getByName(address));
        TlsReceiver receiver = new TlsReceiver(door, new CopyOnWriteArrayList<>());
        Thread.ofVirtual().start(receiver::read);
        return receiver;
    }

    int port() {
        return door.getLocalPort();
    }

    private void read() {
        while (!door.isClosed()) {
            try (var socket = door.accept();
                    var in = socket.getInputStream()) {
                byte[] part = new byte[4096];
                for (int n = in.read(part); n > 0; n = in.read(part)) {
                    heard.add(new String(part, 0, n, StandardCharsets.UTF_8));
                }
            } catch (IOException e) {
                // Closed, or it did not like the certificate.
            }
        }
    }

    @Override
    public void close() throws IOException {
        door.close();
    }
}
