package io.farrier.lab.net;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.concurrent.TimeUnit;

/** The few threads that serve all sockets of the lab. */
public final class Loops implements AutoCloseable {
    private final EventLoopGroup acceptors = new NioEventLoopGroup(1, new DefaultThreadFactory("lab-accept", true));
    private final EventLoopGroup workers = new NioEventLoopGroup(
            Math.max(2, Runtime.getRuntime().availableProcessors()), new DefaultThreadFactory("lab-http", true));

    EventLoopGroup acceptors() {
        return acceptors;
    }

    /** For what serves sockets by a library of its own: SSH. */
    public EventLoopGroup workers() {
        return workers;
    }

    @Override
    public void close() {
        acceptors.shutdownGracefully(0, 2, TimeUnit.SECONDS);
        workers.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly(3_000);
    }
}
