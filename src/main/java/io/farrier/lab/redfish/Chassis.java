package io.farrier.lab.redfish;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.farrier.lab.net.Endpoint;
import io.farrier.lab.net.Request;
import io.farrier.lab.net.Response;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A modular chassis's manager: it speaks Redfish, and is no server. */
public final class Chassis implements Endpoint {
    private final String basic;

    public Chassis(String user, String password) {
        this.basic =
                "Basic " + Base64.getEncoder().encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public CompletionStage<Response> answer(Request request) {
        return CompletableFuture.completedFuture(resource(request));
    }

    private Response resource(Request request) {
        boolean root = request.path().equals("/redfish/v1");
        if (!root
                && !request.path().equals("/redfish")
                && !request.header("Authorization").filter(basic::equals).isPresent()) {
            return Response.empty(401).with("WWW-Authenticate", "Basic realm=\"RedfishService\"");
        }
        return switch (request.path()) {
            case "/redfish" -> ok(Template.JSON.createObjectNode().put("v1", "/redfish/v1/"));
            case "/redfish/v1" -> ok(root());
            case "/redfish/v1/Chassis" ->
                ok(Bodies.collection(
                        "/redfish/v1/Chassis", "ChassisCollection", "Chassis Collection", List.of("System.Chassis.1")));
            case "/redfish/v1/Chassis/System.Chassis.1" -> ok(chassis());
            case "/redfish/v1/Systems" ->
                ok(Bodies.collection(
                        "/redfish/v1/Systems", "ComputerSystemCollection", "Computer System Collection", List.of()));
            default -> Response.empty(404);
        };
    }

    private static Response ok(ObjectNode body) {
        return Bodies.json(200, body);
    }

    private static ObjectNode root() {
        ObjectNode root = Template.JSON.createObjectNode();
        root.put("@odata.id", "/redfish/v1").put("@odata.type", "#ServiceRoot.v1_5_0.ServiceRoot");
        root.put("Id", "RootService").put("Name", "Root Service").put("RedfishVersion", "1.6.0");
        root.put("Product", "OpenManage Enterprise Modular").put("Vendor", "Dell");
        root.set("Chassis", Bodies.link("/redfish/v1/Chassis"));
        root.set("Systems", Bodies.link("/redfish/v1/Systems"));
        return root;
    }

    private static ObjectNode chassis() {
        ObjectNode chassis = Template.JSON.createObjectNode();
        chassis.put("@odata.id", "/redfish/v1/Chassis/System.Chassis.1").put("@odata.type", "#Chassis.v1_9_0.Chassis");
        chassis.put("Id", "System.Chassis.1").put("Name", "Chassis").put("ChassisType", "Enclosure");
        return chassis.put("Manufacturer", "Dell Inc.").put("Model", "PowerEdge MX7000");
    }
}
