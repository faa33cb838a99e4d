package io.farrier.lab.wsman;

import io.farrier.lab.device.Device;
import io.farrier.lab.device.Fault;
import io.farrier.lab.net.Endpoint;
import io.farrier.lab.net.Request;
import io.farrier.lab.net.Response;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * A virtual iDRAC's WS-MAN service: SOAP 1.2 by POST to {@code /wsman}, with Basic authentication for everything but
 * Identify. The shapes are those recorded of iDRAC7 and 8.
 */
public final class Wsman implements Endpoint {
    private static final Response NO_LOGIN = Response.empty(401).with("WWW-Authenticate", "Basic realm=\"OPENWSMAN\"");

    private final Device device;
    private final Enumerations enumerations;

    public Wsman(Device device) {
        this.device = device;
        this.enumerations = new Enumerations(device);
    }

    @Override
    public CompletionStage<Response> answer(Request request) {
        boolean[] installs = {false};
        Response response = device.with(() -> Spoil.of(admitted(request, installs), device.faults()));
        Duration late = lateness(installs[0]);
        if (late.isZero()) {
            return CompletableFuture.completedFuture(response);
        }
        CompletableFuture<Response> later = new CompletableFuture<>();
        device.clock().afterWall(late, () -> later.complete(response));
        return later;
    }

    private Duration lateness(boolean installs) {
        if (installs && device.faults().has(Fault.SUBMIT_ANSWER_DELAYED)) {
            return device.faults().seconds(Fault.SUBMIT_ANSWER_DELAYED);
        }
        return device.faults().has(Fault.SLOW) ? device.faults().seconds(Fault.SLOW) : Duration.ZERO;
    }

    private Response admitted(Request request, boolean[] installs) {
        if (!request.path().equals("/wsman")) {
            return Response.empty(404);
        }
        if (!request.method().equals("POST")) {
            return Response.empty(405);
        }
        boolean early = device.bmc().claimsReady();
        if (device.bmc().inStorm() || !device.bmc().serves() && !early) {
            return Response.empty(503);
        }
        Asked asked = null;
        try {
            asked = Asked.read(request.body());
            if (asked.body().getLocalName().equals("Identify")) {
                device.tally().read();
                return Soap.response(200, Soap.identity());
            }
            Optional<Request.Basic> login = request.basic();
            boolean known = login.isPresent()
                    && device.sessions()
                            .authentic(login.get().user(), login.get().password(), request.from());
            if (!known) {
                return NO_LOGIN;
            }
            String method = method(asked);
            if (early && !method.equals("GetRemoteServicesAPIStatus")) {
                return Response.empty(503);
            }
            installs[0] = method.startsWith("Install");
            return Soap.response(
                    200, done(asked, method, new Methods(device, login.get().user(), request.from())));
        } catch (SoapFault fault) {
            return Soap.response(500, Soap.fault(asked == null ? "" : asked.messageId(), fault));
        }
    }

    private static String method(Asked asked) {
        return asked.action().substring(asked.action().lastIndexOf('/') + 1);
    }

    private String done(Asked asked, String method, Methods methods) {
        switch (asked.action()) {
            case Soap.ENUMERATION + "/Enumerate" -> {
                device.tally().read();
                return enumerations.enumerate(asked);
            }
            case Soap.ENUMERATION + "/Pull" -> {
                device.tally().read();
                return enumerations.pull(asked);
            }
            case Soap.TRANSFER + "/Get" -> {
                device.tally().read();
                return get(asked);
            }
            default -> {
                return invoked(asked, method, methods);
            }
        }
    }

    private String get(Asked asked) {
        List<Instance> instances = Classes.of(device, asked.className()).orElseThrow(() -> Enumerations.unknown(asked));
        Instance found = instances.stream()
                .filter(instance -> instance.keys().entrySet().stream()
                        .allMatch(key -> key.getValue().equals(asked.selectors().get(key.getKey()))))
                .findFirst()
                .orElseThrow(() -> Enumerations.unknown(asked));
        return Soap.envelope(
                Soap.TRANSFER + "/GetResponse", asked.messageId(), asked.resource(), found.object(found.properties()));
    }

    private String invoked(Asked asked, String method, Methods methods) {
        if (!asked.action().equals(asked.resource() + "/" + method)
                || Classes.of(device, asked.className()).isEmpty()) {
            throw Enumerations.unknown(asked);
        }
        if (asked.selectors().isEmpty()) {
            throw SoapFault.sender("wsman:InvalidSelectors", "The method's service is named by no selectors.");
        }
        if (Methods.reads(method)) {
            device.tally().read();
        } else {
            device.tally().wrote("POST", "/wsman/" + asked.className() + "/" + method);
        }
        List<Tag> output = methods.invoke(asked, method);
        return Soap.envelope(
                asked.action() + "Response",
                asked.messageId(),
                asked.resource(),
                Tag.of("n1:" + method + "_OUTPUT", output));
    }
}
