package io.farrier.answer;

import io.farrier.quiesce.Unreached;
import io.farrier.vault.Secrets;
import jakarta.mail.AuthenticationFailedException;
import jakarta.mail.MessagingException;
import jakarta.mail.PasswordAuthentication;
import jakarta.mail.SendFailedException;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import java.util.Properties;
import org.apache.camel.CamelContext;
import org.apache.camel.component.mail.DefaultJavaMailSender;
import org.apache.camel.component.mail.JavaMailSender;
import org.apache.camel.component.mail.MailAuthenticator;
import org.apache.camel.support.jsse.SSLContextParameters;
import org.apache.hc.core5.util.Timeout;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The site's mail server: what is said before TLS, who logs in, and why a mail was not taken. */
@Configuration(proxyBeanMethods = false)
class MailServer {

    @Bean("answerMail")
    JavaMailSender mailServer(
            @Value("${farrier.answer.mail.host}") String host,
            @Value("${farrier.answer.mail.port}") int port,
            @Value("${farrier.answer.mail.tls}") String tls,
            @Value("${farrier.answer.mail.username}") String username,
            @Value("${farrier.answer.mail.password}") String password,
            @Qualifier("answerTimeOut") Timeout timeOut,
            @Qualifier("quiesceTlsContext") SSLContextParameters trust,
            Secrets secrets,
            CamelContext camel)
            throws Exception {
        if (!tls.matches("starttls|tls|none")) {
            throw new IllegalArgumentException("farrier.answer.mail.tls is starttls, tls or none, not " + tls);
        }
        String protocol = tls.equals("tls") ? "smtps" : "smtp";
        Properties settings = new Properties();
        for (String what : new String[] {"connectiontimeout", "timeout", "writetimeout"}) {
            settings.put("mail." + protocol + "." + what, String.valueOf(timeOut.toMilliseconds()));
        }
        settings.put("mail." + protocol + ".auth", String.valueOf(!username.isBlank()));
        settings.put("mail.smtp.starttls.enable", String.valueOf(tls.equals("starttls")));
        settings.put("mail.smtp.starttls.required", String.valueOf(tls.equals("starttls")));
        settings.put("mail." + protocol + ".ssl.checkserveridentity", "true");
        settings.put(
                "mail." + protocol + ".ssl.socketFactory",
                trust.createSSLContext(camel).getSocketFactory());
        DefaultJavaMailSender server = new DefaultJavaMailSender() {
            @Override
            public void send(MimeMessage mail) throws MessagingException {
                if (host.isBlank()) {
                    throw NotTaken.yet("There is no mail server: set farrier.answer.mail.host.", null);
                }
                try {
                    super.send(mail);
                } catch (MessagingException e) {
                    throw NotTaken.yet(why(e, host + ":" + port), null);
                }
            }
        };
        server.setSession(Session.getInstance(settings));
        server.setJavaMailProperties(settings);
        server.setProtocol(protocol);
        server.setHost(host);
        server.setPort(port);
        server.setAuthenticator(new MailAuthenticator() {
            @Override
            public PasswordAuthentication getPasswordAuthentication() {
                return username.isBlank()
                        ? new PasswordAuthentication(null, null)
                        : new PasswordAuthentication(username, secrets.read(password));
            }
        });
        return server;
    }

    private static String why(MessagingException e, String server) {
        if (e instanceof AuthenticationFailedException) {
            return "The mail server %s refused the login: see farrier.answer.mail.".formatted(server);
        }
        if (e instanceof SendFailedException) {
            return "The mail server %s did not take the mail: %s".formatted(server, line(e));
        }
        return Unreached.sentence(e, "The mail server " + server)
                .orElseGet(() -> "The mail server %s did not take the mail: %s".formatted(server, line(e)));
    }

    private static String line(MessagingException e) {
        MessagingException last = e;
        while (last.getNextException() instanceof MessagingException next) {
            last = next;
        }
        return String.valueOf(last.getMessage()).lines().findFirst().orElse("it does not say why");
    }
}
