package io.farrier.lab.racadm;

import io.farrier.lab.device.Device;
import io.farrier.lab.device.Fault;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.apache.sshd.server.Environment;
import org.apache.sshd.server.ExitCallback;
import org.apache.sshd.server.channel.ChannelSession;
import org.apache.sshd.server.command.Command;

/** One command of RACADM on an SSH channel. */
final class SshCommand implements Command {
    private final Device device;
    private final String line;
    private final String user;
    private final String from;
    private OutputStream out;
    private ExitCallback exit;

    SshCommand(Device device, String line, String user, String from) {
        this.device = device;
        this.line = line;
        this.user = user;
        this.from = from;
    }

    @Override
    public void start(ChannelSession channel, Environment environment) {
        Output output = device.with(() -> new Racadm(device, user, from, Map.of()).run(line));
        boolean cut = device.faults().has(Fault.RACADM_CUT);
        device.clock().afterWall(Lateness.of(device, line.contains("update ")), () -> say(channel, output, cut));
    }

    /** A text that breaks off: the connection is gone before there is an exit code. */
    private void say(ChannelSession channel, Output output, boolean cut) {
        try {
            out.write((cut ? output.half() : output.text()).getBytes(StandardCharsets.UTF_8));
            out.flush();
        } catch (IOException gone) {
            return; // The client has hung up.
        }
        if (cut) {
            channel.getSession().close(false);
        } else {
            exit.onExit(output.exit());
        }
    }

    @Override
    public void setOutputStream(OutputStream out) {
        this.out = out;
    }

    @Override
    public void setExitCallback(ExitCallback callback) {
        this.exit = callback;
    }

    @Override
    public void setErrorStream(OutputStream err) {}

    @Override
    public void setInputStream(InputStream in) {}

    @Override
    public void destroy(ChannelSession channel) {}
}
