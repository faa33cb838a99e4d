package io.farrier.lab;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.farrier.lab.device.Device;
import io.farrier.lab.device.Fault;
import io.farrier.lab.net.Endpoint;
import io.farrier.lab.net.Request;
import io.farrier.lab.net.Response;
import io.farrier.lab.vcenter.Trouble;
import io.farrier.lab.vcenter.VirtualCenter;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;

/** Where tests ask the lab what it saw, and set its faults: plain HTTP and JSON. docs/lab.md lists what it answers. */
final class ControlDoor implements Endpoint {
    private final Lab lab;
    private final JsonMapper json = JsonMapper.builder()
            .addModule(new JavaTimeModule())
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .enable(SerializationFeature.INDENT_OUTPUT)
            .build();

    ControlDoor(Lab lab) {
        this.lab = lab;
    }

    @Override
    public CompletionStage<Response> answer(Request request) {
        return CompletableFuture.completedFuture(answered(request));
    }

    private Response answered(Request request) {
        List<String> path = request.segments();
        try {
            return switch (request.method() + " " + shape(path)) {
                case "GET /lab" -> ok(Views.lab(lab));
                case "GET /lab/devices" ->
                    ok(lab.devices().stream().map(Views::line).toList());
                case "GET /lab/devices/*" -> ok(Views.device(lab.device(path.get(2))));
                case "GET /lab/report" -> ok(Report.of(lab.devices()));
                case "GET /lab/ca.pem" -> authority();
                case "GET /lab/vcenter" -> ok(lab.vcenter().census());
                case "POST /lab/vcenter/faults",
                        "POST /lab/vcenter/clusters/*/faults",
                        "POST /lab/vcenter/hosts/*/faults" -> vcenter(path, request);
                case "POST /lab/faults" -> faults(lab.devices(), request);
                case "POST /lab/devices/*/faults" -> faults(List.of(lab.device(path.get(2))), request);
                case "POST /lab/devices/*/certificate" -> certificate(lab.device(path.get(2)));
                default -> error(404, "The control door has no " + request.method() + " " + request.path() + ".");
            };
        } catch (IllegalArgumentException e) {
            return error(400, e.getMessage());
        }
    }

    private static String shape(List<String> path) {
        StringBuilder shape = new StringBuilder();
        for (int i = 0; i < path.size(); i++) {
            boolean device = i == 2 && path.get(1).equals("devices");
            boolean below = i == 3 && path.get(1).equals("vcenter");
            shape.append('/').append(device || below ? "*" : path.get(i));
        }
        return shape.toString();
    }

    private Response authority() {
        String pem = lab.authorityPem();
        return pem == null
                ? error(404, "This lab has no CA: its devices sign for themselves.")
                : Response.text(200, "application/x-pem-file", pem);
    }

    private Response certificate(Device device) {
        lab.renewIdentity(device);
        return ok(Views.line(device));
    }

    /** Of the vCenter itself, of a cluster by its name, or of a host by the address of its server. */
    private Response vcenter(List<String> path, Request request) {
        VirtualCenter vcenter = lab.vcenter();
        Trouble.Scope scope =
                switch (path.get(2)) {
                    case "clusters" -> Trouble.Scope.CLUSTER;
                    case "hosts" -> Trouble.Scope.HOST;
                    default -> Trouble.Scope.VCENTER;
                };
        try {
            JsonNode body = json.readTree(request.body());
            List<Setting> clear = Setting.all(body.path("clear"));
            List<Setting> set = Setting.all(body.path("set"));
            Stream.concat(clear.stream(), set.stream()).forEach(setting -> Trouble.of(setting.word(), scope));
            clear.forEach(setting -> vcenter(vcenter, path, Trouble.of(setting.word(), scope), false, null));
            set.forEach(setting -> vcenter(vcenter, path, Trouble.of(setting.word(), scope), true, setting.value()));
            return ok(vcenter.census());
        } catch (IOException e) {
            return error(400, "The body is no JSON: " + e.getMessage());
        }
    }

    private static void vcenter(
            VirtualCenter vcenter, List<String> path, Trouble trouble, boolean present, Double value) {
        switch (trouble.scope()) {
            case VCENTER -> vcenter.fault(trouble, present, value);
            case CLUSTER -> vcenter.cluster(path.get(3), trouble, present);
            case HOST -> vcenter.host(path.get(3), trouble, present);
        }
    }

    /** All words are read before the first fault is set: a request with a wrong one changes nothing. */
    private Response faults(List<Device> devices, Request request) {
        try {
            JsonNode body = json.readTree(request.body());
            List<Setting> set = Setting.all(body.path("set"));
            List<Setting> clear = Setting.all(body.path("clear"));
            Stream.concat(clear.stream(), set.stream()).forEach(Setting::fault);
            for (Device device : devices) {
                clear.forEach(setting -> device.fault(setting.fault(), false, null));
                set.forEach(setting -> device.fault(setting.fault(), true, setting.value()));
            }
            return ok(devices.stream().map(Views::line).toList());
        } catch (IOException e) {
            return error(400, "The body is no JSON: " + e.getMessage());
        }
    }

    /** A fault as a request writes it: {@code slow} or, with a value, {@code slow=5}. */
    private record Setting(String word, Double value) {
        static List<Setting> all(JsonNode words) {
            return words.valueStream().map(word -> of(word.asText())).toList();
        }

        Fault fault() {
            return Fault.of(word);
        }

        private static Setting of(String text) {
            String[] pair = text.split("=", 2);
            try {
                return new Setting(pair[0], pair.length == 1 ? null : Double.valueOf(pair[1]));
            } catch (NumberFormatException e) {
                throw new IllegalArgumentException(
                        "The value of " + pair[0] + " is a number, not \"" + pair[1] + "\".");
            }
        }
    }

    private Response ok(Object body) {
        return answer(200, body);
    }

    private Response error(int status, String why) {
        return answer(status, Map.of("error", why));
    }

    private Response answer(int status, Object body) {
        try {
            return Response.text(status, "application/json", json.writeValueAsString(body) + "\n");
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
