package io.farrier.transport.ipmi;

import io.farrier.hub.Pace;
import io.farrier.transport.Ask;
import io.farrier.transport.Failure;
import io.farrier.transport.Forgiveness;
import io.farrier.transport.LoginAttempts;
import io.farrier.transport.LoginAttempts.Tried;
import io.farrier.transport.LoginAttempts.Verdict;
import io.farrier.vault.Credential;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.camel.Exchange;
import org.apache.camel.component.exec.ExecBinding;
import org.apache.camel.component.exec.ExecCommand;
import org.apache.camel.component.exec.ExecCommandExecutor;
import org.apache.camel.component.exec.ExecEndpoint;
import org.apache.camel.component.exec.ExecResult;
import org.apache.commons.exec.CommandLine;
import org.apache.commons.exec.DefaultExecutor;
import org.apache.commons.exec.ExecuteWatchdog;
import org.apache.commons.exec.PumpStreamHandler;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/**
 * How {@code exec} runs ipmitool. The password is put in here, below Camel, into the program's environment: no message,
 * argument or log ever holds it, and it is read when the login's turn has come.
 */
@Component("ipmitool")
class Ipmitool implements ExecBinding, ExecCommandExecutor {

    /** What RMCP+ takes for a password at most, in bytes (IPMI 2.0, 13.33). */
    private static final int LONGEST_PASSWORD = 20;

    /** A run of the program, with the login that it needs and no secret. */
    private static final class Run extends ExecCommand {
        private static final long serialVersionUID = 1L;
        private final transient Ask ask;
        private final transient Credential credential;
        private final boolean forgiving;

        Run(ExecEndpoint endpoint, List<String> args, Duration most, Exchange exchange) {
            super(
                    endpoint.getExecutable(),
                    args,
                    null,
                    most.toMillis(),
                    Set.of(),
                    null,
                    null,
                    false,
                    endpoint.getCommandLogLevel());
            this.ask = exchange.getProperty(IpmiDoor.ASK, Ask.class);
            this.credential = exchange.getProperty(IpmiDoor.CREDENTIAL, Credential.class);
            this.forgiving = Forgiveness.of(exchange);
        }
    }

    private final LoginAttempts attempts;
    private final Duration answer;
    private final int port;
    private final int suite;

    Ipmitool(
            LoginAttempts attempts,
            Pace pace,
            @Value("${farrier.ipmi.port}") int port,
            @Value("${farrier.ipmi.cipher-suite}") int suite) {
        if (suite != 3 && suite != 17) {
            throw new IllegalArgumentException("farrier.ipmi.cipher-suite is 3 or 17, not " + suite);
        }
        this.attempts = attempts;
        this.answer = pace.answer();
        this.port = port;
        this.suite = suite;
    }

    /** Verbose, since only then it says why there was no session. A write is sent once, whatever becomes of its answer. */
    @Override
    public ExecCommand readInput(Exchange exchange, ExecEndpoint endpoint) {
        Ask ask = exchange.getProperty(IpmiDoor.ASK, Ask.class);
        IpmiCommand command = exchange.getProperty(IpmiDoor.COMMAND, IpmiCommand.class);
        Credential credential = exchange.getProperty(IpmiDoor.CREDENTIAL, Credential.class);
        List<String> args = new ArrayList<>(List.of("-v", "-I", "lanplus", "-C", "" + suite));
        args.addAll(List.of("-H", ask.bmc().address(), "-p", "" + port));
        args.addAll(List.of("-U", credential.username(), "-E", "-L", command.privilege()));
        args.addAll(command.writes() ? List.of("-N", "5", "-R", "1") : List.of("-N", "1", "-R", "3"));
        args.addAll(command.words());
        return new Run(endpoint, args, answer, exchange);
    }

    @Override
    public ExecResult execute(ExecCommand command) {
        Run run = (Run) command;
        IpmiReply reply = login(run);
        return new ExecResult(command, stream(reply.out()), stream(reply.err()), reply.exit());
    }

    @Override
    public void writeOutput(Exchange exchange, ExecResult result) {
        exchange.setProperty(
                IpmiDoor.REPLY,
                new IpmiReply(result.getExitValue(), text(result.getStdout()), text(result.getStderr())));
    }

    /** Each command is a login. */
    private IpmiReply login(Run run) {
        try {
            return attempts.request(run.ask.bmc(), run.credential, run.forgiving, password -> {
                IpmiReply reply = reply(run, password);
                return new Tried<>(reply, verdict(reply));
            });
        } catch (IOException e) {
            throw new Failure("no-route", "The program " + run.getExecutable() + " can't be run: " + e.getMessage());
        }
    }

    private static Verdict verdict(IpmiReply reply) {
        if (reply.refused()) {
            return Verdict.REFUSED;
        }
        return reply.loggedIn() ? Verdict.TAKEN : Verdict.UNCLEAR;
    }

    private static IpmiReply reply(Run run, String password) throws IOException {
        if (password.getBytes(StandardCharsets.UTF_8).length > LONGEST_PASSWORD) {
            throw new Failure(
                    "ipmi-password",
                    "The password of the credential " + run.credential.name() + " is too long for IPMI");
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        ExecuteWatchdog watchdog = ExecuteWatchdog.builder()
                .setTimeout(Duration.ofMillis(run.getTimeout()))
                .get();
        DefaultExecutor program = DefaultExecutor.builder()
                .setExecuteStreamHandler(new PumpStreamHandler(out, err))
                .get();
        program.setWatchdog(watchdog);
        program.setExitValues(null);
        int exit = program.execute(
                line(run),
                Map.of(
                        "IPMI_PASSWORD",
                        password,
                        "LC_ALL",
                        "C",
                        "PATH",
                        System.getenv().getOrDefault("PATH", "")));
        if (watchdog.killedProcess()) {
            throw new Failure("timeout", "ipmitool had no answer of " + run.ask.bmc() + " in time");
        }
        return new IpmiReply(exit, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    private static CommandLine line(ExecCommand command) {
        CommandLine line = new CommandLine(command.getExecutable());
        command.getArgs().forEach(arg -> line.addArgument(arg, false));
        return line;
    }

    private static InputStream stream(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String text(InputStream stream) {
        try (stream) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new IllegalStateException("memory can't be read", e);
        }
    }
}
