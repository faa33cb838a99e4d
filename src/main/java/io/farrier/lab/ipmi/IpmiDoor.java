package io.farrier.lab.ipmi;

import io.farrier.lab.device.Device;
import io.farrier.lab.device.Fault;
import io.farrier.lab.net.Loops;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.DatagramPacket;
import io.netty.channel.socket.nio.NioDatagramChannel;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A device's IPMI over LAN: one UDP socket. It stays bound as long as the lab runs; shut, it is silent, as an address is
 * behind which a BMC restarts.
 */
public final class IpmiDoor implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(IpmiDoor.class);

    private final Device device;
    private final Rmcp rmcp;
    private final Channel socket;
    private volatile boolean open;

    public IpmiDoor(Loops loops, Device device, int port) {
        this.device = device;
        this.rmcp = new Rmcp(device);
        InetSocketAddress address = new InetSocketAddress(device.address(), port);
        ChannelFuture bound = new Bootstrap()
                .group(loops.workers())
                .channel(NioDatagramChannel.class)
                .handler(new Datagrams())
                .bind(address)
                .awaitUninterruptibly();
        if (!bound.isSuccess()) {
            throw new IllegalStateException(
                    "The lab cannot serve IPMI on " + device.address() + ":" + port + ": "
                            + bound.cause().getMessage() + ". Is another lab running? Give this one another ipmi-port.",
                    bound.cause());
        }
        socket = bound.channel();
    }

    public void open() {
        open = true;
    }

    /** Silent from now on, and every session is lost. */
    public void shut() {
        open = false;
        rmcp.clear();
    }

    @Override
    public void close() {
        socket.close();
    }

    private boolean serves() {
        return open
                && !device.faults().has(Fault.IPMI_DEAD)
                && device.with(() -> device.bmc().serves());
    }

    private final class Datagrams extends SimpleChannelInboundHandler<DatagramPacket> {
        @Override
        protected void channelRead0(ChannelHandlerContext context, DatagramPacket datagram) {
            if (!serves()) {
                return;
            }
            byte[] answer = rmcp.answer(
                    ByteBufUtil.getBytes(datagram.content()),
                    datagram.sender().getAddress().getHostAddress());
            if (answer == null) {
                return;
            }
            DatagramPacket out = new DatagramPacket(Unpooled.wrappedBuffer(answer), datagram.sender());
            Duration late = device.faults().has(Fault.SLOW) ? device.faults().seconds(Fault.SLOW) : Duration.ZERO;
            if (late.isZero()) {
                context.writeAndFlush(out);
            } else {
                device.clock().afterWall(late, () -> context.writeAndFlush(out));
            }
        }

        /** A client that is gone is no error of the lab. */
        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            if (!(cause instanceof IOException)) {
                log.error("The lab's IPMI at {} failed", device.address(), cause);
            }
        }
    }
}
