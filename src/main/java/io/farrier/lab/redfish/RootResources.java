package io.farrier.lab.redfish;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.farrier.lab.device.Device;
import java.util.List;
import java.util.Map;

/** What anybody may read: the service root, with the service tag. */
final class RootResources {
    static final String METADATA = """
            <?xml version="1.0" encoding="UTF-8"?>
            <edmx:Edmx xmlns:edmx="http://docs.oasis-open.org/odata/ns/edmx" Version="4.0">
              <edmx:DataServices>
                <Schema xmlns="http://docs.oasis-open.org/odata/ns/edm" Namespace="Service">
                  <EntityContainer Name="Service" Extends="ServiceRoot.v1_10_0.ServiceContainer"/>
                </Schema>
              </edmx:DataServices>
            </edmx:Edmx>
            """;

    private RootResources() {}

    static void add(Routes routes) {
        routes.get("/redfish", call -> Template.JSON.createObjectNode().put("v1", "/redfish/v1/"))
                .get("/redfish/v1", RootResources::root)
                .get("/redfish/v1/odata", RootResources::odata)
                .get("/redfish/v1/$metadata", call -> Template.JSON.createObjectNode());
    }

    private static ObjectNode root(Call call) {
        Device device = call.device();
        return Template.fill(
                call.shape("root"),
                Map.of(
                        "mac", device.plate().mac(),
                        "tag", device.plate().tag().tag(),
                        "redfishVersion",
                                call.device().model().idrac8() ? "1.0.2" : call.idrac10() ? "1.20.1" : "1.13.1"));
    }

    private static ObjectNode odata(Call call) {
        ObjectNode odata = Template.JSON.createObjectNode().put("@odata.context", "/redfish/v1/$metadata");
        ArrayNode value = odata.putArray("value");
        for (String name : List.of("Systems", "Chassis", "Managers", "UpdateService", "SessionService", "JobService")) {
            value.addObject().put("name", name).put("kind", "Singleton").put("url", "/redfish/v1/" + name);
        }
        return odata;
    }
}
