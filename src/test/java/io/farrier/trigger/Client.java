package io.farrier.trigger;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.farrier.access.Person;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.springframework.context.ApplicationContext;
import org.springframework.core.env.PropertyResolver;

/** Programs that nobody here wrote, as an integration's side of the broker. */
public record Client(PropertyResolver settings, String user, String password) {

    /** Sends one durable message to an address and waits until it is settled; says what became of it. */
    private static final String SEND = """
            import sys
            from proton import Message, symbol
            from proton.utils import BlockingConnection
            url, address, content_type, file = sys.argv[1:5]
            user, password = sys.argv[5:7]
            properties = dict(pair.split('=', 1) for pair in sys.argv[7:])
            ttl = properties.pop('header.ttl', None)
            connection = BlockingConnection(url, timeout=20, user=user, password=password, allowed_mechs='PLAIN')
            sender = connection.create_sender(address)
            body = open(file, 'rb').read()
            message = Message(body=body, inferred=True, durable=True)
            if content_type != '-':
                message.content_type = symbol(content_type)
            if ttl:
                message.ttl = float(ttl)
            if properties:
                message.properties = properties
            sender.send(message, timeout=20)
            connection.close()
            print('settled')
            """;

    /** Takes messages from an address until one has come; the first is rejected where a third argument says so. */
    private static final String RECEIVE = """
            import sys
            from proton.utils import BlockingConnection
            url, address, user, password, what = sys.argv[1:6]
            connection = BlockingConnection(url, timeout=20, user=user, password=password, allowed_mechs='PLAIN')
            receiver = connection.create_receiver(address, credit=1)
            message = receiver.receive(timeout=240)
            body = message.body
            print(body.decode() if isinstance(body, (bytes, memoryview)) else body)
            getattr(receiver, what)()
            connection.close()
            """;

    /** The same with every file of a folder, one connection for all. */
    private static final String SEND_ALL = """
            import os, sys
            from proton import Message, symbol
            from proton.utils import BlockingConnection
            url, address, folder, user, password = sys.argv[1:6]
            connection = BlockingConnection(url, timeout=20, user=user, password=password, allowed_mechs='PLAIN')
            sender = connection.create_sender(address)
            count = 0
            for name in sorted(os.listdir(folder)):
                body = open(os.path.join(folder, name), 'rb').read()
                message = Message(body=body, inferred=True, durable=True)
                message.content_type = symbol('application/cloudevents+json')
                sender.send(message, timeout=20)
                count += 1
            connection.close()
            print('settled', count)
            """;

    public record Ran(int exit, String out) {}

    static Client approver(ApplicationContext hub) {
        return new Client(hub.getEnvironment(), Person.who(hub, "approver").name(), Person.PASSWORD);
    }

    int port(String protocol) {
        return settings.getRequiredProperty("farrier.trigger." + protocol, Integer.class);
    }

    public Ran amqp(String address, JsonNode event) throws IOException, InterruptedException {
        return amqp(address, "application/cloudevents+json", Ticket.text(event), Map.of());
    }

    Ran amqp(String address, String contentType, String body, Map<String, String> properties)
            throws IOException, InterruptedException {
        Path script = written(SEND, ".py");
        List<String> command = new ArrayList<>(List.of(
                "/usr/bin/python3",
                script.toString(),
                "amqp://127.0.0.1:" + port("amqp"),
                address,
                contentType,
                written(body, ".json").toString(),
                user,
                password));
        properties.forEach((name, value) -> command.add(name + "=" + value));
        return run(command);
    }

    Ran amqpAll(String address, Path folder) throws IOException, InterruptedException {
        return run(List.of(
                "/usr/bin/python3",
                written(SEND_ALL, ".py").toString(),
                "amqp://127.0.0.1:" + port("amqp"),
                address,
                folder.toString(),
                user,
                password));
    }

    /** A request over HTTP by the same user. */
    HttpRequest.Builder request(String path) {
        byte[] login = (user + ":" + password).getBytes(StandardCharsets.UTF_8);
        return HttpRequest.newBuilder(
                        URI.create("http://localhost:" + settings.getRequiredProperty("local.server.port") + path))
                .header("Authorization", "Basic " + Base64.getEncoder().encodeToString(login));
    }

    Ran mqtt(String topic, String body, String... more) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                "mosquitto_pub",
                "-h",
                "127.0.0.1",
                "-p",
                String.valueOf(port("mqtt")),
                "-u",
                user,
                "-P",
                password,
                "-q",
                "1",
                "-t",
                topic,
                "-f",
                written(body, ".json").toString()));
        command.addAll(List.of(more));
        return run(command);
    }

    /** The next message of an address, by AMQP. @param what is done with it: accept or reject */
    String received(String address, String what) throws IOException, InterruptedException {
        Ran ran = run(List.of(
                "/usr/bin/python3",
                written(RECEIVE, ".py").toString(),
                "amqp://127.0.0.1:" + port("amqp"),
                address,
                user,
                password,
                what));
        if (ran.exit() != 0) {
            throw new AssertionError(ran.out());
        }
        return ran.out();
    }

    /** Listens at a topic until a message has come; what it was is in the file when the process has ended. */
    Process listening(String topic, Path out) throws IOException {
        return new ProcessBuilder(
                        "mosquitto_sub",
                        "-h",
                        "127.0.0.1",
                        "-p",
                        String.valueOf(port("mqtt")),
                        "-u",
                        user,
                        "-P",
                        password,
                        "-q",
                        "1",
                        "-C",
                        "1",
                        "-t",
                        topic)
                .redirectErrorStream(true)
                .redirectOutput(out.toFile())
                .start();
    }

    static boolean protonThere() {
        try {
            return run(List.of("/usr/bin/python3", "-c", "import proton")).exit() == 0;
        } catch (IOException | InterruptedException notThere) {
            return false;
        }
    }

    public static void assumeProton() {
        assume("python3-qpid-proton", "/usr/bin/python3", "-c", "import proton");
    }

    static void assumeMosquitto() {
        assume("mosquitto_pub (mosquitto-clients)", "sh", "-c", "command -v mosquitto_pub");
    }

    /** Skips the test, aloud, where the program is not installed. */
    private static void assume(String name, String... works) {
        boolean there;
        try {
            there = run(List.of(works)).exit() == 0;
        } catch (IOException | InterruptedException notThere) {
            there = false;
        }
        if (!there) {
            System.out.println("SKIPPED: " + name + " is not installed; messages are not sent by it.");
        }
        assumeTrue(there, name + " is not installed");
    }

    static Ran run(List<String> command) throws IOException, InterruptedException {
        Path out = Files.createTempFile("client", ".txt");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(out.toFile())
                .start();
        if (!process.waitFor(270, TimeUnit.SECONDS)) {
            process.destroyForcibly();
        }
        return new Ran(process.waitFor(), Files.readString(out));
    }

    private static Path written(String text, String end) throws IOException {
        Path file = Files.createTempFile("client", end);
        file.toFile().deleteOnExit();
        return Files.writeString(file, text);
    }
}
