package io.farrier.transport.redfish;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.farrier.transport.TimeLimit;
import io.farrier.transport.UpdateChoice;
import java.io.IOException;
import java.time.Duration;
import org.apache.camel.component.http.HttpClientConfigurer;
import org.apache.hc.client5.http.classic.ExecChain;
import org.apache.hc.client5.http.entity.mime.FileBody;
import org.apache.hc.client5.http.entity.mime.MultipartEntityBuilder;
import org.apache.hc.client5.http.entity.mime.StringBody;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpException;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/**
 * Files on their way to a BMC: read from disk piece by piece, and broken off when they take too long. A BMC that has
 * stopped reading would hold the hub for ever: a socket's time-out is for reading alone.
 */
@Component("redfishUpload")
class RedfishUpload implements HttpClientConfigurer {

    private final RedfishSessions sessions;
    private final UpdateChoice choice;
    private final Duration taken;
    private final ObjectMapper json;

    RedfishUpload(
            RedfishSessions sessions,
            UpdateChoice choice,
            ObjectMapper json,
            @Value("${farrier.files.taken}") Duration taken) {
        this.sessions = sessions;
        this.choice = choice;
        this.json = json;
        this.taken = taken;
    }

    @Override
    public void configureHttpClient(HttpClientBuilder client) {
        client.addExecInterceptorFirst("redfish-upload", this::execute);
        sessions.configureHttpClient(client);
    }

    /** The parts in their order: parameters first, a device that reads the file first does not know what to do with it. */
    HttpEntity entity(RedfishRequest.Upload upload) throws JsonProcessingException {
        MultipartEntityBuilder parts = MultipartEntityBuilder.create();
        if (upload.parameters() != null) {
            parts.addPart(
                    "UpdateParameters",
                    new StringBody(json.writeValueAsString(upload.parameters()), ContentType.APPLICATION_JSON));
        }
        parts.addPart(
                upload.part(),
                new FileBody(upload.file().toFile(), ContentType.APPLICATION_OCTET_STREAM, upload.fileName()));
        return parts.build();
    }

    private ClassicHttpResponse execute(ClassicHttpRequest request, ExecChain.Scope scope, ExecChain chain)
            throws IOException, HttpException {
        long size = request.getEntity() == null ? 0 : request.getEntity().getContentLength();
        Duration limit = choice.sending(Math.max(0, size)).plus(taken);
        return TimeLimit.within(limit, scope, () -> chain.proceed(request, scope));
    }
}
