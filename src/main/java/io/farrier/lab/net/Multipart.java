package io.farrier.lab.net;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.multipart.DefaultHttpDataFactory;
import io.netty.handler.codec.http.multipart.FileUpload;
import io.netty.handler.codec.http.multipart.HttpData;
import io.netty.handler.codec.http.multipart.HttpPostRequestDecoder;
import io.netty.handler.codec.http.multipart.InterfaceHttpData;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/** A multipart/form-data body's parts in their order. */
public final class Multipart {
    /** @param fileName null where the part names none */
    public record Part(String name, String fileName, byte[] content) {}

    private Multipart() {}

    /** @throws IllegalArgumentException where the body is no such thing */
    public static List<Part> parts(Request request) {
        String type = request.header("Content-Type").orElse("");
        if (!type.startsWith("multipart/form-data")) {
            throw new IllegalArgumentException("not multipart/form-data: " + type);
        }
        HttpHeaders headers = new DefaultHttpHeaders().set("Content-Type", type);
        DefaultFullHttpRequest whole = new DefaultFullHttpRequest(
                HttpVersion.HTTP_1_1,
                HttpMethod.POST,
                request.path(),
                Unpooled.wrappedBuffer(request.body()),
                headers,
                EmptyHttpHeaders.INSTANCE);
        HttpPostRequestDecoder decoder = new HttpPostRequestDecoder(new DefaultHttpDataFactory(false), whole);
        try {
            List<Part> parts = new ArrayList<>();
            for (InterfaceHttpData data : decoder.getBodyHttpDatas()) {
                String fileName = data instanceof FileUpload upload ? upload.getFilename() : null;
                parts.add(new Part(data.getName(), fileName, ((HttpData) data).get()));
            }
            return parts;
        } catch (HttpPostRequestDecoder.ErrorDataDecoderException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            decoder.destroy();
        }
    }
}
