package io.farrier.transport.redfish;

import static io.farrier.transport.redfish.RedfishLogin.text;

import com.fasterxml.jackson.databind.JsonNode;
import io.farrier.transport.Identity;
import java.util.Locale;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.springframework.stereotype.Component;

/** Who is there: the service root, the only resource that tells a service tag to anybody. */
@Component("redfishIdentify")
class RedfishIdentify {

    public void askRoot(Exchange exchange) {
        exchange.setProperty(
                RedfishDoor.REQUEST, RedfishRequest.get("/redfish/v1/").withoutLogin());
    }

    public Identity read(@ExchangeProperty(RedfishDoor.REPLY) RedfishReply reply) {
        JsonNode root = reply.json();
        String product = text(root, "/Product");
        String vendor = text(root, "/Vendor");
        String tag = text(root, "/Oem/Dell/ServiceTag");
        return new Identity(
                kind(vendor, product, root),
                vendor,
                product,
                text(root, "/RedfishVersion"),
                tag,
                text(root, "/Oem/Dell/ManagerMACAddress"));
    }

    /**
     * iDRAC7 and 8 name neither vendor nor product, but have Dell's block; chassis managers and other Dell gear have the
     * block as well, and say in Product what they are (PROTOCOLS 1.2).
     */
    private static String kind(String vendor, String product, JsonNode root) {
        String name = product == null ? "" : product.toLowerCase(Locale.ROOT);
        boolean dell = root.at("/Oem/Dell").isObject();
        if (name.contains("chassis") || name.contains("modular") || name.contains("cmc")) {
            return "chassis";
        }
        boolean idrac = name.contains("integrated dell remote access controller") || name.contains("idrac");
        return dell && (idrac || product == null) ? "server" : "other";
    }
}
