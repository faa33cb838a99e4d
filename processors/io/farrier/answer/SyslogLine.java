package io.farrier.answer;

import io.netty.channel.Channel;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.timeout.WriteTimeoutHandler;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import org.apache.camel.CamelContext;
import org.apache.camel.component.netty.ClientInitializerFactory;
import org.apache.camel.component.netty.NettyConfiguration;
import org.apache.camel.component.netty.NettyProducer;
import org.apache.camel.component.netty.handlers.ClientChannelHandler;
import org.apache.camel.support.jsse.SSLContextParameters;
import org.apache.hc.core5.util.Timeout;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.stereotype.Component;

/**
 * A connection to a receiver of syslog. Whoever reads nothing is waited for no longer than the time-out of answers, and a
 * certificate must be that of the name: with {@code hostnameVerification} Camel 4.17 refuses all, since it does not tell the
 * engine the name.
 */
@Component("syslogLine")
class SyslogLine extends ClientInitializerFactory {

    private final Timeout timeOut;
    private final SSLContext tls;
    private final NettyProducer producer;

    @Autowired
    SyslogLine(
            @Qualifier("answerTimeOut") Timeout timeOut,
            @Qualifier("quiesceTlsContext") SSLContextParameters trust,
            CamelContext camel)
            throws Exception {
        this(timeOut, trust.createSSLContext(camel), null);
    }

    private SyslogLine(Timeout timeOut, SSLContext tls, NettyProducer producer) {
        this.timeOut = timeOut;
        this.tls = tls;
        this.producer = producer;
    }

    @Override
    public ClientInitializerFactory createPipelineFactory(NettyProducer of) {
        return new SyslogLine(timeOut, tls, of);
    }

    @Override
    protected void initChannel(Channel channel) {
        NettyConfiguration where = producer.getConfiguration();
        ChannelPipeline pipeline = channel.pipeline();
        if (where.isSsl()) {
            SSLEngine engine = tls.createSSLEngine(where.getHost(), where.getPort());
            engine.setUseClientMode(true);
            SSLParameters parameters = engine.getSSLParameters();
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            engine.setSSLParameters(parameters);
            pipeline.addLast("ssl", new SslHandler(engine));
        }
        pipeline.addLast("slow", new WriteTimeoutHandler(timeOut.toMilliseconds(), TimeUnit.MILLISECONDS));
        pipeline.addLast("handler", new ClientChannelHandler(producer));
    }
}
