package io.farrier.lab.redfish;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.farrier.lab.device.Message;
import io.farrier.lab.device.Sessions;
import io.farrier.lab.net.Response;
import java.util.List;
import java.util.Map;

/** Logins, sessions, and the one account. */
final class AccountResources {
    private static final String SESSIONS = "/redfish/v1/SessionService/Sessions";
    private static final String ACCOUNTS = "/redfish/v1/AccountService/Accounts";
    private static final String ROLES = "/redfish/v1/AccountService/Roles";

    private AccountResources() {}

    static void add(Routes routes) {
        routes.get("/redfish/v1/SessionService", call -> Template.fill("session-service", Map.of()))
                .get(SESSIONS, AccountResources::sessions)
                .get("/redfish/v1/Sessions", AccountResources::sessions)
                .get(SESSIONS + "/*", AccountResources::session)
                .on("POST", SESSIONS, AccountResources::login)
                .on("POST", "/redfish/v1/Sessions", AccountResources::login)
                .on("DELETE", SESSIONS + "/*", AccountResources::logout)
                .on("DELETE", "/redfish/v1/Sessions/*", AccountResources::logout)
                .get("/redfish/v1/AccountService", call -> Template.fill("account-service", Map.of()))
                .get(
                        ACCOUNTS,
                        call -> Bodies.collection(
                                ACCOUNTS, "ManagerAccountCollection", "Accounts Collection", List.of("2")))
                .get(ACCOUNTS + "/2", call -> Template.fill("account", Map.of("user", call.user())))
                .get(
                        ROLES,
                        call -> Bodies.collection(
                                ROLES, "RoleCollection", "Roles Collection", List.of("Administrator")))
                .get(ROLES + "/Administrator", call -> Template.fill("role", Map.of()));
    }

    private static ObjectNode sessions(Call call) {
        return Bodies.collection(
                SESSIONS,
                "SessionCollection",
                "Session Collection",
                call.device().sessions().open().stream()
                        .map(Sessions.Session::id)
                        .toList());
    }

    private static ObjectNode session(Call call) {
        return call.device().sessions().open().stream()
                .filter(session -> session.id().equals(call.hole(0)))
                .findFirst()
                .map(AccountResources::body)
                .orElseThrow(
                        () -> new Refused(404, Message.NOT_FOUND, call.request().path()));
    }

    private static ObjectNode body(Sessions.Session session) {
        return Template.fill("session", Map.of("id", session.id(), "from", session.from(), "user", session.user()));
    }

    private static Response login(Call call) {
        ObjectNode body = call.body();
        Sessions.Login login = call.device()
                .sessions()
                .login(
                        Call.required(body, "UserName"),
                        Call.required(body, "Password"),
                        call.request().from());
        if (login.session() == null) {
            throw new Refused(login.refused() == Message.SESSIONS_FULL ? 503 : 401, login.refused());
        }
        return Bodies.json(201, body(login.session()))
                .with("X-Auth-Token", login.session().token())
                .with("Location", SESSIONS + "/" + login.session().id());
    }

    private static Response logout(Call call) {
        if (!call.device().sessions().end(call.hole(0))) {
            throw new Refused(404, Message.NOT_FOUND, call.request().path());
        }
        return Bodies.json(200, Bodies.info(call.device(), Message.OK));
    }
}
