package io.farrier.quiesce;

import io.farrier.hub.Pace;
import io.farrier.transport.SiteCa;
import io.farrier.vault.Secrets;
import java.io.IOException;
import java.security.GeneralSecurityException;
import javax.net.ssl.X509TrustManager;
import org.apache.camel.component.http.HttpClientConfigurer;
import org.apache.camel.support.jsse.SSLContextParameters;
import org.apache.camel.support.jsse.TrustManagersParameters;
import org.apache.hc.core5.util.Timeout;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** How the kinds that speak HTTP log in and whom they trust. A token is read for each request, below Camel, where no tracer sees it. */
@Configuration(proxyBeanMethods = false)
class QuiesceHttp {

    @Bean("webhookToken")
    HttpClientConfigurer webhookToken(Secrets secrets, @Value("${farrier.quiesce.webhook.token}") String path) {
        return bearer(secrets, path);
    }

    @Bean("kubernetesToken")
    HttpClientConfigurer kubernetesToken(Secrets secrets, @Value("${farrier.quiesce.kubernetes.token}") String path) {
        return bearer(secrets, path);
    }

    /** Those of the site's own CA, or, where it has none, those that Java trusts. */
    @Bean("quiesceTlsContext")
    SSLContextParameters quiesceTlsContext(@Value("${farrier.tls.ca:}") String ca)
            throws GeneralSecurityException, IOException {
        SSLContextParameters parameters = new SSLContextParameters();
        X509TrustManager site = SiteCa.of(ca);
        if (site != null) {
            TrustManagersParameters trust = new TrustManagersParameters();
            trust.setTrustManager(site);
            parameters.setTrustManagers(trust);
        }
        return parameters;
    }

    /** How long one answer may take: less than a BMC, since a question to a kind may be several requests. */
    @Bean("quiesceAnswer")
    Timeout quiesceAnswer(Pace pace) {
        return Timeout.of(pace.answer().dividedBy(2));
    }

    private static HttpClientConfigurer bearer(Secrets secrets, String path) {
        return client -> client.addExecInterceptorFirst("bearer", (request, scope, chain) -> {
            if (!path.isBlank()) {
                request.setHeader("Authorization", "Bearer " + secrets.read(path));
            }
            return chain.proceed(request, scope);
        });
    }
}
