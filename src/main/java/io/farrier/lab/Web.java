package io.farrier.lab;

import io.farrier.lab.device.Device;
import io.farrier.lab.device.Fault;
import io.farrier.lab.net.Endpoint;
import io.farrier.lab.net.Request;
import io.farrier.lab.net.Response;
import io.farrier.lab.racadm.Cgi;
import io.farrier.lab.redfish.Idrac;
import io.farrier.lab.wsman.Wsman;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** What is behind a device's HTTPS door: services beside each other, each under the first part of its path. */
record Web(Map<String, Endpoint> services, Device device) implements Endpoint {

    /** What a device of its generation serves; an iDRAC10 has no WS-MAN any more. */
    static Web of(Device device) {
        Map<String, Endpoint> services = new HashMap<>();
        services.put("redfish", new Idrac(device));
        services.put("cgi-bin", new Cgi(device));
        if (!device.model().idrac10()) {
            services.put("wsman", new Wsman(device));
        }
        return new Web(Map.copyOf(services), device);
    }

    @Override
    public CompletionStage<Response> answer(Request request) {
        String first = request.segments().stream().findFirst().orElse("");
        Endpoint service = services.get(first);
        return service == null || dead(first)
                ? CompletableFuture.completedFuture(Response.empty(404))
                : service.answer(request);
    }

    @Override
    public OptionalLong upload(String method, String path, long length) {
        Endpoint service = services.get(path.replaceFirst("^/", "").replaceFirst("[/?].*", ""));
        return service == null ? OptionalLong.empty() : service.upload(method, path, length);
    }

    private boolean dead(String service) {
        return switch (service) {
            case "redfish" -> device.faults().has(Fault.REDFISH_DEAD);
            case "cgi-bin" -> device.faults().has(Fault.RACADM_DEAD);
            case "wsman" -> device.faults().has(Fault.WSMAN_DEAD);
            default -> false;
        };
    }
}
