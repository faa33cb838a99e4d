package io.farrier.trigger;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** STOMP 1.2 as far as it takes to send, and to be told that it is safe. */
final class StompSender implements AutoCloseable {

    private final Socket socket;
    private int receipt;

    StompSender(Client client) throws IOException {
        socket = new Socket("127.0.0.1", client.port("stomp"));
        socket.setSoTimeout(20_000);
        write("CONNECT\naccept-version:1.2\nhost:farrier\nlogin:" + client.user() + "\npasscode:" + client.password()
                + "\n\n\0");
        expect("CONNECTED");
    }

    void send(Mangled.Mail mail) throws IOException {
        StringBuilder head = new StringBuilder("SEND\ndestination:trigger.in\n");
        head.append("receipt:").append(++receipt).append('\n');
        head.append("content-length:").append(mail.body().length).append('\n');
        if (!mail.type().isEmpty()) {
            head.append("content-type:").append(mail.type()).append('\n');
        }
        mail.attributes().forEach((name, value) -> head.append("ce-")
                .append(name)
                .append(':')
                .append(value.replaceAll("[^\\x20-\\x7e]|[\\\\:]", "?"))
                .append('\n'));
        ByteArrayOutputStream frame = new ByteArrayOutputStream();
        frame.writeBytes(head.append('\n').toString().getBytes(StandardCharsets.UTF_8));
        frame.writeBytes(mail.body());
        frame.write(0);
        socket.getOutputStream().write(frame.toByteArray());
        expect("RECEIPT");
    }

    private void write(String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
    }

    private void expect(String command) throws IOException {
        StringBuilder answer = new StringBuilder();
        for (int read = socket.getInputStream().read();
                read > 0;
                read = socket.getInputStream().read()) {
            answer.append((char) read);
        }
        if (!answer.toString().strip().startsWith(command)) {
            throw new IOException("no " + command + " but " + answer);
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
