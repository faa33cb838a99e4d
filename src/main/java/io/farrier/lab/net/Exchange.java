package io.farrier.lab.net;

import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.timeout.IdleStateEvent;
import java.net.InetSocketAddress;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Carries a request to its endpoint and the answer back. */
final class Exchange extends SimpleChannelInboundHandler<FullHttpRequest> {
    private static final Logger log = LoggerFactory.getLogger(Exchange.class);

    private final Endpoint endpoint;

    Exchange(Endpoint endpoint) {
        this.endpoint = endpoint;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, FullHttpRequest message) {
        Request request = request(context, message, ByteBufUtil.getBytes(message.content()), List.of());
        carry(context, request, HttpUtil.isKeepAlive(message));
    }

    void carry(ChannelHandlerContext context, Request request, boolean keepAlive) {
        try {
            endpoint.answer(request)
                    .whenComplete((response, failure) -> answer(context, request, response, failure, keepAlive));
        } catch (RuntimeException failure) {
            answer(context, request, null, failure, keepAlive);
        }
    }

    static Request request(
            ChannelHandlerContext context, HttpRequest message, byte[] body, List<Multipart.Part> parts) {
        Map<String, String> headers = new LinkedHashMap<>();
        message.headers().forEach(h -> headers.putIfAbsent(h.getKey().toLowerCase(Locale.ROOT), h.getValue()));
        String from = ((InetSocketAddress) context.channel().remoteAddress())
                .getAddress()
                .getHostAddress();
        return Request.of(message.method().name(), message.uri(), headers, body, parts, from);
    }

    private static void answer(
            ChannelHandlerContext context, Request request, Response response, Throwable failure, boolean keepAlive) {
        request.parts().forEach(Multipart.Part::discard);
        if (failure != null) {
            log.error("The lab failed to answer {} {}", request.method(), request.path(), failure);
        }
        Response given = failure == null ? response : Response.empty(500);
        boolean head = request.method().equals("HEAD");
        FullHttpResponse out = new DefaultFullHttpResponse(
                HttpVersion.HTTP_1_1,
                HttpResponseStatus.valueOf(given.status()),
                head ? Unpooled.EMPTY_BUFFER : Unpooled.wrappedBuffer(given.body()));
        given.headers().forEach((name, value) -> out.headers().set(name, value));
        if (given.status() != 204 && given.status() != 304) {
            out.headers().set(HttpHeaderNames.CONTENT_LENGTH, given.body().length);
        }
        if (!keepAlive) {
            out.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        }
        var written = context.writeAndFlush(out);
        if (!keepAlive) {
            written.addListener(ChannelFutureListener.CLOSE);
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event instanceof IdleStateEvent) {
            context.close();
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        // A client that hangs up, or that does not like the certificate: the lab's clients do both on purpose.
        log.debug("A connection of the lab broke: {}", cause.toString());
        context.close();
    }
}
