package io.farrier.lab.vcenter;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** What a vCenter says of itself, and the methods by which clients look at it. Guarded by the estate. */
final class Desk {
    /** Objects in one answer, where a client does not say fewer. */
    private static final int PAGE = 2_000;

    /** One of those that every vCenter has once. */
    private record Single(String type, Map<String, Supplier<Value>> properties) implements Managed {
        @Override
        public String moid() {
            return type;
        }
    }

    private final Estate estate;
    private final Sessions sessions;
    private final Map<String, Managed> singles;

    Desk(Estate estate, Sessions sessions) {
        this.estate = estate;
        this.sessions = sessions;
        this.singles = Map.of(
                "ServiceInstance",
                new Single(
                        "ServiceInstance",
                        Map.of("content", this::content, "serverClock", () -> Value.time("serverClock", estate.now()))),
                "PropertyCollector",
                new Single("PropertyCollector", Map.of()),
                "ViewManager",
                new Single("ViewManager", Map.of()),
                "SessionManager",
                new Single("SessionManager", Map.of()));
    }

    /** An object of the vCenter, or one of the client's own. */
    Optional<Managed> find(Sessions.Session session, String moid) {
        Managed own = session.views().get(moid);
        return Optional.ofNullable(own == null ? singles.get(moid) : own).or(() -> estate.find(moid));
    }

    Value content() {
        return Value.object(
                "returnval",
                "ServiceContent",
                Value.reference("rootFolder", estate.root()),
                Value.reference("propertyCollector", singles.get("PropertyCollector")),
                Value.reference("viewManager", singles.get("ViewManager")),
                Value.object(
                        "about",
                        "AboutInfo",
                        Value.text("name", "VMware vCenter Server"),
                        Value.text("fullName", "VMware vCenter Server 8.0.2 build-22617221"),
                        Value.text("vendor", "VMware, Inc."),
                        Value.text("version", "8.0.2"),
                        Value.text("build", "22617221"),
                        Value.text("localeVersion", "INTL"),
                        Value.text("localeBuild", "000"),
                        Value.text("osType", "linux-x64"),
                        Value.text("productLineId", "vpx"),
                        Value.text("apiType", "VirtualCenter"),
                        Value.text("apiVersion", "8.0.2.0"),
                        Value.text("instanceUuid", estate.uuid()),
                        Value.text("licenseProductName", "VMware VirtualCenter Server"),
                        Value.text("licenseProductVersion", "8.0")),
                Value.reference("sessionManager", singles.get("SessionManager")),
                Value.reference("taskManager", estate.tasks()));
    }

    Optional<Value> done(Call call, Managed on, Sessions.Session session) {
        Collector collector = new Collector(moid -> find(session, moid));
        switch (on.type() + "." + call.method()) {
            case "SessionManager.Logout" -> {
                sessions.logout(session);
                return Optional.empty();
            }
            case "ServiceInstance.CurrentTime" -> {
                return Optional.of(Value.time("returnval", estate.now()));
            }
            case "ViewManager.CreateContainerView" -> {
                return Optional.of(view(call, session));
            }
            case "ContainerView.DestroyView" -> {
                session.views().remove(on.moid());
                return Optional.empty();
            }
            case "PropertyCollector.RetrievePropertiesEx" -> {
                List<Collector.Found> found = collector.find(call.parts("specSet"));
                return page(found, most(call), collector, session);
            }
            case "PropertyCollector.ContinueRetrievePropertiesEx" -> {
                List<Collector.Found> left =
                        session.pages().remove(call.text("token").orElse(""));
                if (left == null) {
                    throw VimFault.invalidArgument("token");
                }
                return page(left, session.most(), collector, session);
            }
            case "PropertyCollector.CancelRetrievePropertiesEx" -> {
                session.pages().remove(call.text("token").orElse(""));
                return Optional.empty();
            }
            default -> throw call.unknown();
        }
    }

    private static int most(Call call) {
        int most = call.within("options", "maxObjects")
                .filter(text -> text.matches("\\d{1,6}"))
                .map(Integer::valueOf)
                .orElse(PAGE);
        return most == 0 ? PAGE : Math.min(most, PAGE);
    }

    private Optional<Value> page(List<Collector.Found> found, int most, Collector collector, Sessions.Session session) {
        if (found.isEmpty()) {
            return Optional.empty();
        }
        int here = Math.min(most, found.size());
        String token = null;
        if (here < found.size()) {
            token = session.next("page-");
            session.most(most);
            session.pages().put(token, found.subList(here, found.size()));
        }
        Value page = Value.object("returnval", "RetrieveResult", Value.text("token", token));
        return Optional.of(
                page.and(found.subList(0, here).stream().map(collector::content).toList()));
    }

    private Value view(Call call, Sessions.Session session) {
        String container = call.text("container").orElse("");
        View view = new View(
                session.next("session-view-"),
                estate,
                estate.find(container).orElseThrow(() -> VimFault.gone("ManagedEntity", container)),
                call.texts("type"),
                call.text("recursive").filter("true"::equals).isPresent());
        session.views().put(view.moid(), view);
        return Value.reference("returnval", view);
    }
}
