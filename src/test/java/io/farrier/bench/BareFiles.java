package io.farrier.bench;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** The barest file server: whatever is asked for, the kernel copies one file to the socket (sendfile). */
final class BareFiles {

    private BareFiles() {}

    /** @param args the port and the file */
    public static void main(String[] args) throws IOException {
        try (ServerSocketChannel door = ServerSocketChannel.open();
                FileChannel file = FileChannel.open(Path.of(args[1]))) {
            door.bind(new InetSocketAddress("127.0.0.1", Integer.parseInt(args[0])));
            while (true) {
                SocketChannel client = door.accept();
                Thread.ofPlatform().start(() -> send(client, file));
            }
        }
    }

    private static void send(SocketChannel client, FileChannel file) {
        try (client) {
            client.read(ByteBuffer.allocate(1 << 12));
            client.write(ByteBuffer.wrap(("HTTP/1.1 200 OK\r\nContent-Length: " + file.size() + "\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII)));
            for (long at = 0; at < file.size(); ) {
                at += file.transferTo(at, file.size() - at, client);
            }
        } catch (IOException e) {
            // The client went away: that is its own affair.
        }
    }
}
