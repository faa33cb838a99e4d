package io.farrier.lab.net;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http.multipart.DefaultHttpDataFactory;
import io.netty.handler.codec.http.multipart.FileUpload;
import io.netty.handler.codec.http.multipart.HttpData;
import io.netty.handler.codec.http.multipart.HttpPostRequestDecoder;
import io.netty.handler.codec.http.multipart.InterfaceHttpData;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/**
 * Takes a body with files apart while it comes in, the files to disk: a package may be larger than the lab's heap. It is
 * multipart/form-data, or application/octet-stream, which is one file whole. Everything else goes on as it is.
 */
final class Uploads extends ChannelInboundHandlerAdapter {
    private static final int DISCARD = 1 << 20;

    private final Endpoint endpoint;
    private final Exchange exchange;
    private final List<Multipart.Part> parts = new ArrayList<>();
    private HttpRequest head;
    private HttpPostRequestDecoder decoder;
    private Whole whole;
    private boolean malformed;
    private long left;

    Uploads(Endpoint endpoint, Exchange exchange) {
        this.endpoint = endpoint;
        this.exchange = exchange;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) throws IOException {
        OptionalLong reads = message instanceof HttpRequest request ? reads(request) : OptionalLong.empty();
        if (reads.isPresent()) {
            left = reads.getAsLong();
            begin(context, (HttpRequest) message);
        } else if ((decoder != null || whole != null) && message instanceof HttpContent content) {
            try {
                take(context, content);
            } finally {
                ReferenceCountUtil.release(message);
            }
        } else {
            context.fireChannelRead(message);
        }
    }

    private OptionalLong reads(HttpRequest request) {
        String type = request.headers().get(HttpHeaderNames.CONTENT_TYPE);
        return Multipart.is(type) || Whole.is(type)
                ? endpoint.upload(request.method().name(), request.uri(), HttpUtil.getContentLength(request, 0L))
                : OptionalLong.empty();
    }

    private void begin(ChannelHandlerContext context, HttpRequest request) throws IOException {
        head = request;
        malformed = false;
        if (Whole.is(request.headers().get(HttpHeaderNames.CONTENT_TYPE))) {
            whole = Whole.begin();
            return;
        }
        DefaultHttpDataFactory disk = new DefaultHttpDataFactory(true);
        disk.setDeleteOnExit(false);
        decoder = new HttpPostRequestDecoder(disk, request);
        decoder.setDiscardThreshold(DISCARD);
        if (HttpUtil.is100ContinueExpected(request)) {
            context.writeAndFlush(new DefaultFullHttpResponse(
                    HttpVersion.HTTP_1_1, HttpResponseStatus.CONTINUE, Unpooled.EMPTY_BUFFER));
        }
    }

    private void take(ChannelHandlerContext context, HttpContent content) throws IOException {
        left -= content.content().readableBytes();
        if (left < 0) {
            forget();
            context.close();
            return;
        }
        if (whole != null) {
            whole.take(content.content());
        } else if (!malformed) {
            decode(content);
        }
        if (content instanceof LastHttpContent) {
            if (whole != null) {
                parts.add(whole.end());
                whole = null;
            }
            List<Multipart.Part> all = malformed ? List.of() : List.copyOf(parts);
            parts.clear();
            forget();
            exchange.carry(context, Exchange.request(context, head, new byte[0], all), HttpUtil.isKeepAlive(head));
        }
    }

    private void decode(HttpContent content) throws IOException {
        try {
            decoder.offer(content);
            while (decoder.hasNext()) {
                InterfaceHttpData data = decoder.next();
                parts.add(part(data));
                decoder.removeHttpDataFromClean(data);
                data.release();
            }
        } catch (HttpPostRequestDecoder.EndOfDataDecoderException end) {
            // The last part was taken.
        } catch (HttpPostRequestDecoder.ErrorDataDecoderException broken) {
            malformed = true;
        }
    }

    private static Multipart.Part part(InterfaceHttpData data) throws IOException {
        if (data instanceof FileUpload upload) {
            Path file = Files.createTempFile("lab-upload", ".exe");
            upload.renameTo(file.toFile());
            return new Multipart.Part(upload.getName(), upload.getFilename(), null, file);
        }
        return new Multipart.Part(data.getName(), null, ((HttpData) data).get(), null);
    }

    private void forget() {
        if (decoder != null) {
            decoder.destroy();
            decoder = null;
        }
        if (whole != null) {
            whole.end().discard();
            whole = null;
        }
        parts.forEach(Multipart.Part::discard);
        parts.clear();
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) throws Exception {
        if (decoder != null || whole != null) {
            forget();
        }
        super.channelInactive(context);
    }
}
