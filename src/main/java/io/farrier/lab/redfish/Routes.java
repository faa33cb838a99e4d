package io.farrier.lab.redfish;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.farrier.lab.device.Message;
import io.farrier.lab.net.Response;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Which path is which resource, and which action. In a path {@code *} stands for one segment. */
final class Routes {
    private record Route(
            String method, List<String> path, Function<Call, Response> answer, Function<Call, ObjectNode> get) {}

    private final Map<String, Map<String, Route>> exact = new HashMap<>();
    private final List<Route> withHoles = new ArrayList<>();

    Routes get(String path, Function<Call, ObjectNode> resource) {
        return add(new Route("GET", split(path), null, resource), path);
    }

    Routes on(String method, String path, Function<Call, Response> action) {
        return add(new Route(method, split(path), action, null), path);
    }

    private Routes add(Route route, String path) {
        if (path.contains("*")) {
            withHoles.add(route);
        } else {
            exact.computeIfAbsent(path, any -> new HashMap<>()).put(route.method(), route);
        }
        return this;
    }

    /** The resource at the call's path, whatever the call's method; empty where there is none. */
    Optional<ObjectNode> resource(Call call) {
        return find("GET", call.request().path())
                .filter(found -> found.route.get() != null)
                .map(found -> found.route.get().apply(found.in(call)));
    }

    /** Does what the call's method and path say. */
    Response act(Call call) {
        Found found = find(call.request().method(), call.request().path())
                .orElseThrow(() -> known(call)
                        ? new Refused(405, Message.METHOD_NOT_ALLOWED)
                        : new Refused(404, Message.NOT_FOUND, call.request().path()));
        return found.route.answer().apply(found.in(call));
    }

    private boolean known(Call call) {
        return List.of("GET", "POST", "PATCH", "DELETE").stream()
                .anyMatch(method -> find(method, call.request().path()).isPresent());
    }

    private record Found(Route route, List<String> holes) {
        Call in(Call call) {
            return new Call(call.device(), call.request(), holes, call.user());
        }
    }

    private Optional<Found> find(String method, String path) {
        Route direct = exact.getOrDefault(path, Map.of()).get(method);
        if (direct != null) {
            return Optional.of(new Found(direct, List.of()));
        }
        List<String> segments = split(path);
        for (Route route : withHoles) {
            if (route.method().equals(method) && route.path().size() == segments.size()) {
                List<String> holes = new ArrayList<>();
                boolean fits = true;
                for (int i = 0; fits && i < segments.size(); i++) {
                    if (route.path().get(i).equals("*")) {
                        holes.add(segments.get(i));
                    } else {
                        fits = route.path().get(i).equals(segments.get(i));
                    }
                }
                if (fits) {
                    return Optional.of(new Found(route, holes));
                }
            }
        }
        return Optional.empty();
    }

    private static List<String> split(String path) {
        return List.of(path.split("/"));
    }
}
