package io.farrier.vcenter;

import io.farrier.hub.Refused;
import io.farrier.quiesce.NotNow;
import io.farrier.transport.Xml;
import io.farrier.vault.LoginTurn;
import io.farrier.vault.Secrets;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.camel.component.http.HttpClientConfigurer;
import org.apache.hc.client5.http.ClientProtocolException;
import org.apache.hc.client5.http.classic.ExecChain;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.http.io.support.ClassicRequestBuilder;
import org.apache.hc.core5.util.Timeout;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.stereotype.Component;

/**
 * The sessions that this hub holds, one a vCenter. It sits below Camel, in the HTTP client: the password and the cookie are put in
 * and taken out here, so that no message, header or log that a tracer can see ever holds one. A session that the vCenter has ended is
 * taken anew once.
 */
@Component("vcenterSessions")
class VcenterSessions implements HttpClientConfigurer {

    /** Request header: the id of the vCenter whose session the request belongs to; it never leaves the hub. */
    static final String VCENTER = "Farrier-Login";

    /** Behind that id: the request gives back the session that {@link #idle} took out of use. */
    static final String LOGOUT = "/logout";

    /** Behind that id: the request needs no session. Whoever does not answer it as a vCenter does is told no password. */
    static final String OPEN = "/open";

    /** More no answer is: a page of hosts is some MB. */
    static final int LARGEST = 64 << 20;

    /** Held while nobody needs it, a session is ended. */
    private static final Duration IDLE = Duration.ofMinutes(5);

    private static final String COOKIE = "vmware_soap_session=";

    /** What the vCenter says of a session that is over. */
    private static final String OVER = "NotAuthenticated";

    private record Session(Vcenter vcenter, String cookie, long usedAt) {
        Session used() {
            return new Session(vcenter, cookie, System.nanoTime());
        }
    }

    private record Answer(ClassicHttpResponse response, byte[] body) {}

    private final Map<Long, Session> sessions = new ConcurrentHashMap<>();
    private final Map<Long, Session> leaving = new ConcurrentHashMap<>();
    private final Map<Long, ReentrantLock> doors = new ConcurrentHashMap<>();
    private final Vcenters vcenters;
    private final VcenterLogins logins;
    private final Secrets secrets;
    private final Timeout answer;

    VcenterSessions(
            Vcenters vcenters, VcenterLogins logins, Secrets secrets, @Qualifier("vcenterAnswer") Timeout answer) {
        this.vcenters = vcenters;
        this.logins = logins;
        this.secrets = secrets;
        this.answer = answer;
    }

    @Override
    public void configureHttpClient(HttpClientBuilder client) {
        // Its own would mix those of vCenters that differ only by their port.
        client.disableCookieManagement();
        client.addExecInterceptorFirst("vcenter-sessions", this::execute);
    }

    /** The vCenters with a session that is to be given back: nobody used it of late, or its vCenter is gone. */
    List<Vcenter> idle() {
        List<Vcenter> idle = new ArrayList<>();
        long now = System.nanoTime();
        for (Session session : List.copyOf(sessions.values())) {
            if (now - session.usedAt() > IDLE.toNanos()) {
                sessions.remove(session.vcenter().id(), session);
                leaving.put(session.vcenter().id(), session);
                idle.add(session.vcenter());
            }
        }
        return idle;
    }

    private ClassicHttpResponse execute(ClassicHttpRequest request, ExecChain.Scope scope, ExecChain chain)
            throws IOException, HttpException {
        Header header = request.getFirstHeader(VCENTER);
        if (header == null) {
            throw new IllegalStateException("A request to a vCenter names it");
        }
        String whose = header.getValue();
        request.removeHeaders(VCENTER);
        if (whose.endsWith(OPEN)) {
            return send(copy(request), scope, chain).response();
        }
        long id = Long.parseLong(whose.replace(LOGOUT, ""));
        if (whose.endsWith(LOGOUT)) {
            Session left = leaving.remove(id);
            if (left == null) {
                throw new NotNow("There is no session to give back");
            }
            return proceed(request, left, scope, chain).response();
        }
        Vcenter vcenter = vcenters.byId(id);
        Session session = session(vcenter, null, request, scope, chain);
        Answer answered = proceed(request, session, scope, chain);
        if (answered.response().getCode() == 500 && OVER.equals(fault(answered.body()))) {
            Session again = session(vcenter, session, request, scope, chain);
            answered = proceed(request, again, scope, chain);
        }
        return answered.response();
    }

    /** The session to use. @param over one that is known to be ended */
    private Session session(
            Vcenter vcenter, Session over, ClassicHttpRequest request, ExecChain.Scope scope, ExecChain chain)
            throws IOException, HttpException {
        ReentrantLock door = doors.computeIfAbsent(vcenter.id(), id -> new ReentrantLock(true));
        if (!locked(door)) {
            throw new NotNow("Others are logging in to " + vcenter + ", and there was no turn in time");
        }
        try {
            Session held = sessions.get(vcenter.id());
            boolean good = held != null
                    && (over == null || !held.cookie().equals(over.cookie()))
                    && held.vcenter().version() == vcenter.version()
                    && held.vcenter().credentialId() == vcenter.credentialId();
            if (good) {
                Session used = held.used();
                sessions.put(vcenter.id(), used);
                return used;
            }
            sessions.remove(vcenter.id());
            Session taken = new Session(vcenter, login(vcenter, request, scope, chain), System.nanoTime());
            sessions.put(vcenter.id(), taken);
            return taken;
        } finally {
            door.unlock();
        }
    }

    private boolean locked(ReentrantLock door) {
        try {
            return door.tryLock(answer.toMilliseconds(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private String login(Vcenter vcenter, ClassicHttpRequest request, ExecChain.Scope scope, ExecChain chain)
            throws IOException, HttpException {
        String password = secrets.read(logins.vaultPath(vcenter));
        LoginTurn.Go go =
                switch (logins.turn(vcenter)) {
                    case LoginTurn.Go free -> free;
                    case LoginTurn.Wait wait -> throw new NotNow("Another hub is logging in to " + vcenter);
                    case LoginTurn.Outdated outdated ->
                        throw new NotNow("The credential of " + vcenter + " was changed a moment ago");
                    case LoginTurn.Rest rest ->
                        throw new Refused(
                                "credential-rest",
                                409,
                                "%s refused the login as %s less than an hour ago, so nobody tries before %s. Correct its username or its password, and it is tried at once."
                                        .formatted(vcenter, vcenter.username(), rest.until()));
                };
        if (!logins.claim(vcenter, go, answer.toDuration().multipliedBy(2).plusSeconds(10))) {
            throw new NotNow("Another hub is logging in to " + vcenter);
        }
        boolean ended = false;
        try {
            ClassicHttpRequest login = copy(request);
            String body = VimRequest.login(vcenter.username(), password).envelope();
            login.setPath(VimRequest.SDK);
            login.setEntity(new ByteArrayEntity(body.getBytes(StandardCharsets.UTF_8), ContentType.TEXT_XML));
            login.removeHeaders("Cookie");
            Answer answered = send(login, scope, chain);
            String fault = answered.response().getCode() == 200 ? null : fault(answered.body());
            if ("InvalidLogin".equals(fault)) {
                logins.failed(vcenter);
                ended = true;
                throw new Refused(
                        "login-refused",
                        409,
                        "%s refused the login as %s. It is not tried again for an hour, so that the account is not locked; correct its username or its password, and it is tried at once."
                                .formatted(vcenter, vcenter.username()));
            }
            String cookie = cookie(answered.response());
            if (fault != null || cookie == null) {
                throw new NotNow("%s did not take the login: it answered %d%s"
                        .formatted(
                                vcenter,
                                answered.response().getCode(),
                                fault == null ? " without a session" : " and " + fault));
            }
            logins.worked(vcenter, go);
            ended = true;
            return cookie;
        } finally {
            if (!ended) {
                logins.unclear(vcenter, go);
            }
        }
    }

    private Answer proceed(ClassicHttpRequest request, Session session, ExecChain.Scope scope, ExecChain chain)
            throws IOException, HttpException {
        ClassicHttpRequest sent = copy(request);
        sent.setHeader("Cookie", session.cookie());
        return send(sent, scope, chain);
    }

    private static ClassicHttpRequest copy(ClassicHttpRequest request) throws IOException {
        ClassicHttpRequest copy = ClassicRequestBuilder.copy(request).build();
        copy.setEntity(request.getEntity());
        copy.setHeader("SOAPAction", "urn:vim25/6.5");
        return copy;
    }

    /** The answer read whole, so that the connection is free for the next request; it holds no cookie any more for those above. */
    private static Answer send(ClassicHttpRequest request, ExecChain.Scope scope, ExecChain chain)
            throws IOException, HttpException {
        ClassicHttpResponse response = chain.proceed(request, scope);
        byte[] body = new byte[0];
        if (response.getEntity() != null) {
            try (InputStream in = response.getEntity().getContent()) {
                body = in.readNBytes(LARGEST + 1);
            }
            if (body.length > LARGEST) {
                throw new ClientProtocolException("an answer was larger than " + LARGEST + " bytes");
            }
            response.setEntity(new ByteArrayEntity(body, ContentType.TEXT_XML));
        }
        return new Answer(response, body);
    }

    /** The type of the fault in a SOAP body; null where there is none, or it can't be read. */
    private static String fault(byte[] body) {
        try {
            return Xml.read(body)
                    .find("Fault")
                    .flatMap(fault -> fault.child("detail"))
                    .flatMap(detail -> detail.children().stream().findFirst())
                    .map(VcenterDoor::type)
                    .orElse(null);
        } catch (Xml.Unreadable e) {
            return null;
        }
    }

    private static String cookie(ClassicHttpResponse response) {
        for (Header header : response.getHeaders("Set-Cookie")) {
            String value = header.getValue().split(";", 2)[0].strip();
            if (value.startsWith(COOKIE)) {
                return value;
            }
        }
        return null;
    }
}
