package io.farrier.answer;

import io.farrier.vault.Secrets;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.camel.CamelContext;
import org.apache.camel.component.http.HttpClientConfigurer;
import org.apache.camel.support.jsse.SSLContextParameters;
import org.apache.hc.client5.http.SystemDefaultDnsResolver;
import org.apache.hc.client5.http.classic.ExecRuntime;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManager;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.ssl.ClientTlsStrategyBuilder;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.util.Timeout;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * How subscribers are reached over HTTP: no address that is not allowed, whatever its name resolves to at that moment; no
 * answer that drips; no secret above this.
 */
@Configuration(proxyBeanMethods = false)
class AnswerHttp {

    /** Header of a request that never leaves: where the login of it is, a vault path. */
    static final String SECRET = "farrierSecret";

    /** The name resolves to an address that is not for subscribers. */
    private static final class Barred extends UnknownHostException {
        private static final long serialVersionUID = 1L;

        Barred(String sentence) {
            super(sentence);
        }
    }

    /** Why the address is not told, where that was the reason. */
    static Optional<String> barred(Throwable why) {
        for (Throwable t = why; t != null; t = t.getCause()) {
            if (t instanceof Barred barred) {
                return Optional.of(barred.getMessage());
            }
        }
        return Optional.empty();
    }

    @Bean
    Fence answerFence(@Value("${farrier.answer.allowed}") List<String> allowed) {
        return new Fence(allowed);
    }

    @Bean("answerTimeOut")
    Timeout answerTimeOut(@Value("${farrier.answer.time-out}") Duration timeOut) {
        return Timeout.of(timeOut);
    }

    /** Own connections, so that a subscriber that hangs takes none of those to BMCs. */
    @Bean(destroyMethod = "close")
    PoolingHttpClientConnectionManager answerConnections(
            Fence fence,
            @Qualifier("answerTimeOut") Timeout timeOut,
            @Qualifier("quiesceTlsContext") SSLContextParameters tls,
            CamelContext camel)
            throws Exception {
        return PoolingHttpClientConnectionManagerBuilder.create()
                .setDnsResolver(new SystemDefaultDnsResolver() {
                    @Override
                    public InetAddress[] resolve(String host) throws UnknownHostException {
                        InetAddress[] all = super.resolve(host);
                        for (InetAddress address : all) {
                            if (!fence.lets(address)) {
                                throw new Barred(
                                        "%s (%s) is no public address, and farrier.answer.allowed does not have it."
                                                .formatted(host, address.getHostAddress()));
                            }
                        }
                        return all;
                    }
                })
                .setTlsSocketStrategy(ClientTlsStrategyBuilder.create()
                        .setSslContext(tls.createSSLContext(camel))
                        .buildClassic())
                .setDefaultConnectionConfig(ConnectionConfig.custom()
                        .setConnectTimeout(timeOut)
                        .setSocketTimeout(timeOut)
                        .build())
                .setMaxConnPerRoute(8)
                .setMaxConnTotal(200)
                .build();
    }

    @Bean(destroyMethod = "shutdownNow")
    ScheduledExecutorService answerBreaker() {
        return Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().daemon().name("answer-breaker").factory());
    }

    @Bean("answerClient")
    HttpClientConfigurer answerClient(
            PoolingHttpClientConnectionManager answerConnections,
            @Qualifier("answerBreaker") ScheduledExecutorService breaker,
            @Qualifier("answerTimeOut") Timeout timeOut,
            Secrets secrets) {
        return client -> client.setConnectionManager(answerConnections)
                .setConnectionManagerShared(true)
                .addExecInterceptorFirst("answer", (request, scope, chain) -> {
                    Header path = request.getFirstHeader(SECRET);
                    if (path != null) {
                        request.removeHeaders(SECRET);
                        request.setHeader("Authorization", login(secrets.read(path.getValue())));
                    }
                    // The time-outs of sockets begin anew with each byte.
                    ExecRuntime runtime = scope.execRuntime;
                    breaker.schedule(runtime::discardEndpoint, timeOut.toMilliseconds() * 2, TimeUnit.MILLISECONDS);
                    return chain.proceed(request, scope);
                });
    }

    /** {@code name:password} is a basic login, all else a bearer token. */
    private static String login(String secret) {
        return secret.contains(":")
                ? "Basic " + Base64.getEncoder().encodeToString(secret.getBytes(StandardCharsets.UTF_8))
                : "Bearer " + secret;
    }
}
