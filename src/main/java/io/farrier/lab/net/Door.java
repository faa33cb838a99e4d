package io.farrier.lab.net;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.timeout.IdleStateHandler;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.net.InetSocketAddress;
import java.util.function.Supplier;

/**
 * An HTTP(S) listener on one address. Shut, it is gone: its socket is closed, so that a client's connect is refused, and
 * so are its connections; a BMC that restarts does no less.
 */
public final class Door implements AutoCloseable {
    private static final int LARGEST_BODY = 64 << 20;

    private final Loops loops;
    private final InetSocketAddress address;
    private final Endpoint endpoint;
    private final Supplier<SslContext> tls;
    private final ChannelGroup connections = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
    private Channel listener;
    private volatile boolean open;

    /** @param tls asked at each new connection; null for plain HTTP */
    public Door(Loops loops, InetSocketAddress address, Supplier<SslContext> tls, Endpoint endpoint) {
        this.loops = loops;
        this.address = address;
        this.tls = tls;
        this.endpoint = endpoint;
    }

    /** Binds; does nothing where it is bound. When it returns clients can connect. */
    public synchronized void open() {
        if (listener != null) {
            return;
        }
        open = true;
        ChannelFuture bound = new ServerBootstrap()
                .group(loops.acceptors(), loops.workers())
                .channel(NioServerSocketChannel.class)
                .option(ChannelOption.SO_REUSEADDR, true)
                .option(ChannelOption.SO_BACKLOG, 128)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childHandler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        connections.add(channel);
                        if (!open) {
                            channel.close(); // Accepted just before the socket closed.
                            return;
                        }
                        if (tls != null) {
                            channel.pipeline().addLast(tls.get().newHandler(channel.alloc()));
                        }
                        Exchange exchange = new Exchange(endpoint);
                        channel.pipeline()
                                .addLast(new IdleStateHandler(0, 0, 120))
                                .addLast(new HttpServerCodec())
                                .addLast(new Uploads(endpoint, exchange))
                                .addLast(new HttpObjectAggregator(LARGEST_BODY))
                                .addLast(exchange);
                    }
                })
                .bind(address)
                .awaitUninterruptibly();
        if (!bound.isSuccess()) {
            open = false;
            throw new IllegalStateException(
                    "The lab cannot listen on " + address.getHostString() + ":" + address.getPort() + ": "
                            + bound.cause().getMessage()
                            + ". Is another lab running? Give this one other addresses or ports.",
                    bound.cause());
        }
        listener = bound.channel();
    }

    /** Closes the socket and every connection; when it returns connects are refused. May be opened again. */
    public synchronized void shut() {
        open = false;
        if (listener != null) {
            // The socket's loop is no connection's, so any thread of the lab may wait for it.
            listener.close().awaitUninterruptibly();
            listener = null;
        }
        hangUp();
    }

    /** Drops every connection and keeps listening. */
    public void hangUp() {
        connections.close();
    }

    public int port() {
        return address.getPort();
    }

    @Override
    public void close() {
        shut();
    }
}
