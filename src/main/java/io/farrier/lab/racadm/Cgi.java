package io.farrier.lab.racadm;

import io.farrier.lab.device.Device;
import io.farrier.lab.device.Fault;
import io.farrier.lab.device.Message;
import io.farrier.lab.device.Sessions;
import io.farrier.lab.net.Endpoint;
import io.farrier.lab.net.Request;
import io.farrier.lab.net.Response;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Remote RACADM over HTTPS: discover, login, exec, putfile and logout under {@code /cgi-bin}, as the clients of Dell's own
 * wire protocol that are published speak it (PROTOCOLS 3.1). What they do not tell is the lab's choice: exec without a
 * session is answered as a bad login is.
 */
public final class Cgi implements Endpoint {
    private static final String DONE = "0x0";
    private static final String BAD_LOGIN = "0x140004";
    private static final String BUSY = "0xc";
    private static final Pattern COOKIE = Pattern.compile("(?:^|;\\s*)sid=([^;\\s]+)");
    private static final int NAME = 32;
    private static final int HEAD = NAME + 8;

    private final Device device;
    private final Map<String, Path> uploads = new HashMap<>();

    public Cgi(Device device) {
        this.device = device;
    }

    /** Cut in the middle by the fault {@link Fault#PUSH_CUT}. */
    @Override
    public OptionalLong upload(String method, String path, long length) {
        if (!path.equals("/cgi-bin/putfile")) {
            return OptionalLong.empty();
        }
        return OptionalLong.of(device.with(() -> device.cuts()) ? length / 2 : Long.MAX_VALUE);
    }

    @Override
    public CompletionStage<Response> answer(Request request) {
        boolean[] installs = {false};
        Response response = device.with(() -> admitted(request, installs));
        Duration late = Lateness.of(device, installs[0]);
        if (late.isZero()) {
            return CompletableFuture.completedFuture(response);
        }
        CompletableFuture<Response> later = new CompletableFuture<>();
        device.clock().afterWall(late, () -> later.complete(response));
        return later;
    }

    private Response admitted(Request request, boolean[] installs) {
        if (device.bmc().inStorm() || !device.bmc().serves() && !device.bmc().claimsReady()) {
            return Response.empty(503);
        }
        return switch (request.method() + " " + request.path()) {
            case "GET /cgi-bin/discover" -> discover();
            case "POST /cgi-bin/login" -> login(request);
            case "POST /cgi-bin/exec" -> exec(request, installs);
            case "POST /cgi-bin/putfile" -> putFile(request);
            case "GET /cgi-bin/logout" -> logout(request);
            default -> Response.empty(404);
        };
    }

    private Response discover() {
        device.tally().read();
        return answer(
                "DISCOVER",
                Tags.of("RC", DONE)
                        .and("ENDPOINTTYPE", device.model().idrac10() ? "iDRAC10" : "iDRAC9")
                        .and("ENDPOINTVER", device.bmc().firmware())
                        .and("PROTOCOLTYPE", "HTTPS")
                        .and("PROTOCOLVER", "2.0"));
    }

    private Response login(Request request) {
        Map<String, String> given = Tags.read(request.body());
        Sessions.Login login = device.sessions()
                .login(given.getOrDefault("USERNAME", ""), given.getOrDefault("PASSWORD", ""), request.from());
        if (login.session() == null) {
            boolean full = login.refused() == Message.SESSIONS_FULL;
            return answer("LOGIN", Tags.of("RC", full ? BUSY : BAD_LOGIN).and("SID", "0"));
        }
        return answer(
                "LOGIN",
                Tags.of("RC", DONE)
                        .and("SID", login.session().token())
                        .and("STATE", "0x0")
                        .and("STATENAME", "OK"));
    }

    private Optional<Sessions.Session> session(Request request) {
        Matcher cookie = COOKIE.matcher(request.header("Cookie").orElse(""));
        Optional<Sessions.Session> session = cookie.find() ? device.sessions().use(cookie.group(1)) : Optional.empty();
        if (session.isEmpty()) {
            device.tally().deadToken();
        }
        return session;
    }

    private Response exec(Request request, boolean[] installs) {
        Optional<Sessions.Session> session = session(request);
        if (session.isEmpty()) {
            return answer("EXEC", Tags.of("RC", BAD_LOGIN));
        }
        String command = Tags.read(request.body()).getOrDefault("CMDINPUT", "");
        installs[0] = command.contains("update ");
        Output output = new Racadm(device, session.get().user(), request.from(), uploads).run(command);
        String text = device.faults().has(Fault.RACADM_CUT) ? output.half() : output.text();
        int length = output.text().getBytes(StandardCharsets.UTF_8).length;
        return answer(
                "EXEC",
                Tags.of("RC", DONE)
                        .and("OUTPUTLEN", "0x" + Integer.toHexString(length))
                        .and("CMDRC", "0x" + Integer.toHexString(output.exit()))
                        .and("CAPABILITY", "0x1")
                        .and("CMDOUTPUT", text));
    }

    /** 32 bytes of name, a length and flags of four bytes each, little-endian, and the file. */
    private Response putFile(Request request) {
        if (session(request).isEmpty()) {
            return answer("PUTFILE", Tags.of("RC", BAD_LOGIN));
        }
        if (request.parts().isEmpty()) {
            return Response.empty(400);
        }
        try (FileChannel sent = FileChannel.open(request.parts().getFirst().file())) {
            ByteBuffer head = ByteBuffer.allocate(HEAD).order(ByteOrder.LITTLE_ENDIAN);
            while (head.hasRemaining() && sent.read(head) >= 0) {
                // On to the next piece.
            }
            if (head.hasRemaining() || Integer.toUnsignedLong(head.getInt(NAME)) != sent.size() - HEAD) {
                return Response.empty(400);
            }
            String name = new String(head.array(), 0, NAME, StandardCharsets.US_ASCII).replaceFirst("\\x00.*", "");
            Path file = Files.createTempFile("lab-upload", ".exe");
            try (FileChannel kept = FileChannel.open(file, StandardOpenOption.WRITE)) {
                sent.transferTo(HEAD, sent.size() - HEAD, kept);
            }
            forget(uploads.put(name, file));
            return answer("PUTFILE", Tags.of("RC", DONE));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void forget(Path file) {
        if (file != null && !file.toFile().delete()) {
            file.toFile().deleteOnExit();
        }
    }

    private Response logout(Request request) {
        Optional<Sessions.Session> session = session(request);
        session.ifPresent(open -> {
            device.sessions().end(open.id());
            uploads.values().forEach(Cgi::forget);
            uploads.clear();
        });
        return answer("LOGOUT", Tags.of("RC", session.isPresent() ? DONE : BAD_LOGIN));
    }

    private static Response answer(String name, Tags tags) {
        return Response.text(200, "text/xml", tags.in(name));
    }
}
