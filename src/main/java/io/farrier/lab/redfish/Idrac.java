package io.farrier.lab.redfish;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.farrier.lab.device.Device;
import io.farrier.lab.device.Fault;
import io.farrier.lab.device.Message;
import io.farrier.lab.net.Endpoint;
import io.farrier.lab.net.Request;
import io.farrier.lab.net.Response;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A virtual iDRAC's Redfish service. */
public final class Idrac implements Endpoint {
    private static final Set<String> PUBLIC =
            Set.of("/redfish", "/redfish/v1", "/redfish/v1/odata", "/redfish/v1/$metadata");
    private static final Set<String> LOGIN = Set.of("/redfish/v1/Sessions", "/redfish/v1/SessionService/Sessions");
    private static final String STATUS = "/DellLCService/Actions/DellLCService.Get";
    private static final String LIST = ".GetRepoBasedUpdateList";
    private static final Routes ROUTES = routes();

    private final Device device;

    public Idrac(Device device) {
        this.device = device;
    }

    private static Routes routes() {
        Routes routes = new Routes();
        RootResources.add(routes);
        SystemResources.add(routes);
        ManagerResources.add(routes);
        InventoryResources.add(routes);
        JobResources.add(routes);
        LogResources.add(routes);
        EventResources.add(routes);
        AccountResources.add(routes);
        RegistryResources.add(routes);
        UpdateActions.add(routes);
        PowerActions.add(routes);
        QueueActions.add(routes);
        PushActions.add(routes);
        RepositoryActions.add(routes);
        ProfileActions.add(routes);
        Older.add(routes);
        return routes;
    }

    @Override
    public CompletionStage<Response> answer(Request request) {
        Response response = device.with(() -> {
            tally(request);
            try {
                return admitted(request);
            } catch (Refused refused) {
                return Bodies.error(device, refused.status(), refused.why(), refused.args());
            }
        });
        Duration late = lateness(request, response);
        if (late.isZero()) {
            return CompletableFuture.completedFuture(response);
        }
        CompletableFuture<Response> later = new CompletableFuture<>();
        device.clock().afterWall(late, () -> later.complete(response));
        return later;
    }

    /** Cut in the middle by the fault {@link Fault#PUSH_CUT}. */
    @Override
    public OptionalLong upload(String method, String path, long length) {
        if (!PushActions.takes(path)) {
            return OptionalLong.empty();
        }
        return OptionalLong.of(device.with(() -> device.cuts()) ? length / 2 : Long.MAX_VALUE);
    }

    private void tally(Request request) {
        boolean reads = Set.of("GET", "HEAD").contains(request.method())
                || request.path().contains(STATUS)
                || request.path().endsWith(LIST);
        boolean logs = LOGIN.stream().anyMatch(request.path()::startsWith);
        if (reads) {
            device.tally().read();
        } else if (!logs) {
            device.tally().wrote(request.method(), request.path());
        }
    }

    private Duration lateness(Request request, Response response) {
        if (response.status() == 202
                && request.method().equals("POST")
                && device.faults().has(Fault.SUBMIT_ANSWER_DELAYED)) {
            return device.faults().seconds(Fault.SUBMIT_ANSWER_DELAYED);
        }
        return device.faults().has(Fault.SLOW) ? device.faults().seconds(Fault.SLOW) : Duration.ZERO;
    }

    private Response admitted(Request request) {
        if (device.bmc().inStorm()) {
            throw new Refused(503, Message.PROVIDER_NOT_READY);
        }
        boolean isPublic = PUBLIC.contains(request.path());
        boolean login = LOGIN.contains(request.path()) && request.method().equals("POST");
        if (!device.bmc().serves() && !isPublic) {
            boolean early =
                    device.bmc().claimsReady() && (login || request.path().contains(STATUS));
            if (!early) {
                throw new Refused(503, Message.IDRAC_READY_NOT);
            }
        }
        String user = isPublic || login ? null : user(request);
        if (Older.lacks(device, request.path())) {
            throw new Refused(404, Message.NOT_FOUND, request.path());
        }
        Call call = new Call(device, request, List.of(), user);
        return switch (request.method()) {
            case "GET", "HEAD" -> read(call);
            default -> {
                precondition(call);
                yield ROUTES.act(call);
            }
        };
    }

    private String user(Request request) {
        Optional<String> token = request.header("X-Auth-Token");
        if (token.isPresent()) {
            return device.sessions()
                    .use(token.get())
                    .orElseThrow(() -> {
                        device.tally().deadToken();
                        return new Refused(401, Message.NO_LOGIN);
                    })
                    .user();
        }
        Request.Basic given = request.basic().orElseThrow(() -> new Refused(401, Message.NO_LOGIN));
        if (!device.sessions().authentic(given.user(), given.password(), request.from())) {
            throw new Refused(401, Message.BAD_LOGIN);
        }
        return given.user();
    }

    private Response read(Call call) {
        if (call.request().path().equals("/redfish/v1/$metadata")) {
            return Response.text(200, "application/xml;charset=utf-8", RootResources.METADATA);
        }
        ObjectNode resource = ROUTES.resource(call)
                .orElseThrow(
                        () -> new Refused(404, Message.NOT_FOUND, call.request().path()));
        String etag = etag(resource);
        if (call.idrac10()) {
            resource.put("@odata.etag", etag);
        }
        if (call.request().header("If-None-Match").filter(etag::equals).isPresent()) {
            return Response.empty(304).with("ETag", etag);
        }
        ObjectNode answer =
                device.model().idrac8() ? resource : Query.apply(resource, call.request(), path -> load(call, path));
        Response response =
                Bodies.json(JobResources.status(call, answer), answer).with("ETag", etag);
        return PUBLIC.contains(call.request().path())
                ? response.with("Link", "</redfish/v1/Schemas/ServiceRoot.v1_10_0.json>;rel=describedby")
                : response;
    }

    private static Optional<ObjectNode> load(Call call, String path) {
        Request other = new Request(
                "GET",
                path,
                Map.of(),
                Map.of(),
                new byte[0],
                List.of(),
                call.request().from());
        return ROUTES.resource(new Call(call.device(), other, List.of(), call.user()));
    }

    /**
     * An If-Match that is not the resource's present ETag stops a write, where the device looks: at attributes, at uploads, and
     * with UpdateService v1_15 (iDRAC10) at update actions too.
     */
    private static void precondition(Call call) {
        String target = call.request().path();
        boolean looks = call.request().method().equals("PATCH")
                || target.startsWith(InventoryResources.PATH)
                || (call.idrac10() && target.startsWith("/redfish/v1/UpdateService/Actions/"));
        if (!looks) {
            return;
        }
        call.request().header("If-Match").ifPresent(given -> {
            String path = target.split("/Actions/")[0];
            boolean holds = given.equals("*")
                    || load(call, path).filter(r -> etag(r).equals(given)).isPresent();
            if (!holds) {
                throw new Refused(412, Message.PRECONDITION);
            }
        });
    }

    private static String etag(ObjectNode resource) {
        return "W/\"gen-" + Integer.toUnsignedString(resource.toString().hashCode(), 36) + "\"";
    }
}
