package io.farrier.transport.redfish;

import static io.farrier.transport.redfish.RedfishLogin.text;

import com.fasterxml.jackson.databind.JsonNode;
import io.farrier.transport.Ask;
import io.farrier.transport.Failure;
import io.farrier.transport.FirmwareUpdateRequest.InstallFromRepository;
import io.farrier.transport.Repository;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.springframework.stereotype.Component;

/**
 * The device and a catalog: it compares itself with it, as the vendor's dry run, and installs what it misses where it is
 * told to (PROTOCOLS 1.7).
 */
@Component("redfishRepository")
class RedfishRepository {

    private static final String INSTALL = "/Actions/#DellSoftwareInstallationService.InstallFromRepository/target";
    private static final String LIST = "/Actions/#DellSoftwareInstallationService.GetRepoBasedUpdateList/target";

    public void askSystem(Exchange exchange) {
        exchange.setProperty(RedfishDoor.REQUEST, RedfishRequest.get("/redfish/v1/Systems/System.Embedded.1"));
    }

    /** It lies elsewhere on each generation, so the system's link is followed. */
    public void askService(
            Exchange exchange,
            @ExchangeProperty(RedfishDoor.ASK) Ask ask,
            @ExchangeProperty(RedfishDoor.REPLY) RedfishReply system) {
        String service = text(system.json(), "/Links/Oem/Dell/DellSoftwareInstallationService/@odata.id");
        if (service == null) {
            throw new Failure("SYS403", "The system of " + ask.bmc() + " has no software installation service");
        }
        exchange.setProperty(RedfishDoor.REQUEST, RedfishRequest.get(service));
    }

    /** RebootNeeded is never true: what needs a restart of the host waits for the one that the hub orders. */
    public void askInstall(
            Exchange exchange,
            @ExchangeProperty(RedfishDoor.ASK) Ask ask,
            @ExchangeProperty(RedfishDoor.REPLY) RedfishReply service) {
        InstallFromRepository request = (InstallFromRepository) ((Ask.Submit) ask).request();
        Map<String, Object> body = share(ask, request.catalog());
        body.put("ApplyUpdate", request.apply() ? "True" : "False");
        body.put("RebootNeeded", false);
        exchange.setProperty(RedfishDoor.REQUEST, RedfishRequest.post(target(ask, service.json(), INSTALL), body));
    }

    private static Map<String, Object> share(Ask ask, URI catalog) {
        if (catalog.getHost() == null || catalog.getUserInfo() != null) {
            throw new Failure(
                    "mode", "A catalog for " + ask.bmc() + " has an address with a host and no password in it");
        }
        String path = catalog.getPath();
        int slash = path.lastIndexOf('/');
        String folder = path.substring(0, Math.max(0, slash));
        String type = catalog.getScheme().toUpperCase(Locale.ROOT);
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("IPAddress", catalog.getHost() + (catalog.getPort() < 0 ? "" : ":" + catalog.getPort()));
        body.put("ShareType", type);
        if (!folder.isEmpty()) {
            body.put("ShareName", type.equals("NFS") ? folder : folder.substring(1));
        }
        body.put("CatalogFile", path.substring(slash + 1));
        return body;
    }

    public void askList(
            Exchange exchange,
            @ExchangeProperty(RedfishDoor.ASK) Ask ask,
            @ExchangeProperty(RedfishDoor.REPLY) RedfishReply service) {
        exchange.setProperty(RedfishDoor.REQUEST, RedfishRequest.post(target(ask, service.json(), LIST), Map.of()));
    }

    private static String target(Ask ask, JsonNode service, String pointer) {
        String target = text(service, pointer);
        if (target == null) {
            throw new Failure("SYS402", "The software installation service of " + ask.bmc() + " does not offer this");
        }
        return target;
    }

    /** SUP029 is an answer as well: nothing of the catalog applies. */
    public Repository read(
            @ExchangeProperty(RedfishDoor.ASK) Ask ask, @ExchangeProperty(RedfishDoor.REPLY) RedfishReply reply) {
        if (!reply.ok()) {
            Failure failure = reply.failure("The question what " + ask.bmc() + " would install");
            if (failure.code().equals("SUP029")) {
                return new Repository(List.of());
            }
            throw failure;
        }
        String list = text(reply.json(), "/PackageList");
        if (list == null) {
            throw new Failure("unreadable", ask.bmc() + " gave no PackageList");
        }
        return PackageList.read(ask.bmc(), list);
    }
}
